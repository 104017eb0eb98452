export const privacy = {
  traces: 'How calls went',
  traceDetail: 'Keep times, decisions and headers',
  traceDetail_all: 'Of all calls',
  traceDetail_problems: 'Of problems only',
  traceDetail_none: 'Never',
  traceHint:
    'Shown in the details of a call under Activity. Never holds what people wrote, nor a credential.',

  bodies: 'What people write and are answered',
  bodiesText:
    'Not kept unless you switch it on for a team or a member, under Teams or Members. Then it is sealed, its members are told in their connection card, in /keyrack/me and in every answer, and each opening is in the audit log.',
  keptFor_none: 'It is kept of nobody.',
  keptFor: 'It is kept of {{who}}.',
  andMore_one: '{{who}} and {{count}} more',
  andMore_other: '{{who}} and {{count}} more',
  teamCalled: 'team {{name}}',
  bodyDays: 'Gone after',
  bodyDaysUnit: ' days',
  bodyKeptBytes: 'Of each at most',
  bodiesTotalBytes: 'In all at most',
  unitKiB: ' KiB',
  unitMiB: ' MiB',

  title: 'Kept bodies',
  keep: 'What is sent and answered',
  keep_inherit: 'As the team says',
  keep_off: 'Not kept',
  keep_on: 'Kept',
  saved: 'Holds from the next call on.',
  textOff: 'Nothing that {{name}} writes or is answered is kept.',
  textOn:
    'What {{name}} writes and is answered is kept, sealed. The connection card and every answer say so.',
  teamTextOff: 'Nothing is kept, except of members for whom it is switched on.',
  teamTextOn:
    'What its members write and are answered is kept, sealed. Their connection cards and every answer say so.',

  details: 'Details of calls',
  unlogged: 'Keep calls without details',
  unloggedText:
    'Then only when, who, which model, how much and what it cost: no address, program, headers, raw usage or bodies. Those concerned are told.',
  unloggedAbove: 'Switched on for {{name}}.',
  unloggedBadge: 'Without details',
  unloggedCall:
    'Kept without details, as the team, the member or the token has it: no address, no program, nothing of how it went.',

  notKept: 'Bodies are not kept for this member.',
  notKeptYet: 'Of this call nothing is kept. Bodies of this member are kept from the next one on.',
  memberGone: 'Of this call nothing is kept.',
  change: 'Change',
  part_request: 'Request',
  part_answer: 'Answer',
  whole: '{{size}}',
  cut: 'the first {{kept}} of {{size}}',
  reveal: 'Reveal',
  hide: 'Hide',
  isWritten: 'Opening one is written into the audit log.',
  forAdmins: 'Only owners and admins can open them.',
  noText: 'This is no text. Here it is as base64.',
} as const
