import type { Certificate, ErasedKind, KeptKind, Mention } from './personal.ts'

const REMOVED: Record<ErasedKind, [one: string, many: string]> = {
  profile: ['profile: name, e-mail, note', 'profiles: name, e-mail, note'],
  tokens: ['token with its label and last use', 'tokens with their labels and last uses'],
  addresses: ['call’s address and program', 'calls’ addresses and programs'],
  details: ['call’s headers, times and raw usage', 'calls’ headers, times and raw usage'],
  bodies: ['kept request or answer', 'kept requests and answers'],
  limits: [
    'limit, or change of one, of the person alone',
    'limits, or changes of some, of the person alone',
  ],
  accessRules: ['access rule or grant', 'access rules and grants'],
  requests: ['request for access', 'requests for access'],
  alarms: ['alarm with its evidence', 'alarms with their evidence'],
  messages: ['message about the person', 'messages about the person'],
  views: ['saved view that named the person', 'saved views that named the person'],
  notes: [
    'note of others, of which the name was taken out',
    'notes of others, of which the name was taken out',
  ],
  auditDetails: ['detail of the audit log', 'details of the audit log'],
  copies: [
    'copy of the database from before an update',
    'copies of the database from before updates',
  ],
}

const KEPT: Record<KeptKind, [one: string, many: string, why: string]> = {
  calls: [
    'call (time, model, usage, cost)',
    'calls (time, model, usage, cost)',
    'under the pseudonym, because spending and bills rest on them',
  ],
  objects: [
    'id of a file, batch or the like at a provider',
    'ids of files, batches and the like at providers',
    'under the pseudonym, so that they fall to nobody else; delete them at the provider',
  ],
  auditEntries: [
    'entry of the audit log without its details',
    'entries of the audit log without their details',
    'because the log proves itself only as a whole: who, what kind of act, when',
  ],
}

const LINES = {
  backups:
    'Copies of the data folder that somebody made elsewhere hold the person’s data until they are deleted or overwritten. Keyrack does not reach them.',
  providers:
    'What providers keep of the calls is theirs to erase. What was sent by mail or webhook, or exported into files before, is where it went.',
}

/** The certificate as a text that can be handed over. */
export function certificateText(certificate: Certificate): string {
  const { id, memberId, pseudonym, by, orderedAt, finishedAt, audit, proof } = certificate
  return [
    'Certificate of erasure',
    '',
    ...facts([
      ['Number', id],
      ['Member', `${memberId} (only the audit log still knows this id)`],
      ['Pseudonym', `${pseudonym}, as reports call it`],
      ['Ordered', `${moment(orderedAt)} by ${by.name} (${by.role}, ${by.id})`],
      [
        'Finished',
        finishedAt === null
          ? 'not yet: traces on the disk are still being removed'
          : moment(finishedAt),
      ],
      ['Audit log', `entry ${audit.seq}, by its SHA-256:`],
      ['', audit.hash],
    ]),
    '',
    'Removed',
    ...removedLines(certificate).map((line) => `  ${line}`),
    '',
    'Kept',
    ...keptLines(certificate).map((line) => `  ${line}`),
    '',
    'Proof',
    ...proofLines(proof).map((line) => `  ${line}`),
    '',
    LINES.backups,
    LINES.providers,
    '',
  ].join('\n')
}

export function removedLines({ removed }: Pick<Certificate, 'removed'>): string[] {
  return (Object.keys(REMOVED) as ErasedKind[])
    .filter((kind) => removed[kind] > 0)
    .map((kind) => `${figure(removed[kind])} ${REMOVED[kind][removed[kind] === 1 ? 0 : 1]}`)
}

export function keptLines({
  kept,
  mentions,
  namesakes,
}: Pick<Certificate, 'kept' | 'mentions' | 'namesakes'>): string[] {
  const counted = (Object.keys(KEPT) as KeptKind[])
    .filter((kind) => kept[kind] > 0)
    .map((kind) => {
      const [one, many, why] = KEPT[kind]
      return `${figure(kept[kind])} ${kept[kind] === 1 ? one : many}: ${why}`
    })
  return [...counted, ...mentions.map(mentionWords), ...(namesakes ? [NAMESAKES] : [])]
}

export const NAMESAKES =
  'Somebody or something else has the same name: texts that hold nothing but the name may mean the other, and were left as they are.'

/** What places are called; another one goes by its table and column. */
const PLACES: Record<string, string> = {
  'teams.name': 'name of a team',
  'keys.label': 'label of a key',
  'members.name': 'name of another member',
  'members.email': 'e-mail of another member',
  'administrators.name': 'name of an administrator',
  'settings.value': 'setting',
  'maskingDictionaries.name': 'name of a word list of masking',
  'maskingDictionaries.terms': 'word list of masking',
  'notifyChannels.label': 'label of a webhook',
  'notifyChannels.config': 'mail server or webhook',
}

export function mentionWords({ place, count }: Mention): string {
  return `${figure(count)} × ${PLACES[place] ?? place} that names the person: the administrator’s to change`
}

export function proofLines(proof: Certificate['proof']): string[] {
  if (!proof)
    return [
      'Keyrack ended before it had looked, and finished at its next start, when nobody knew any more what to look for.',
    ]
  const { files, bytes, texts, found, rewritten } = proof
  const read = `${figure(files)} files of the data folder were read (${figure(bytes)} bytes) for ${figure(texts)} texts such as name, e-mail, addresses and programs`
  return [
    found.length === 0
      ? `${read}: none of them holds any.`
      : `${read}: still found in ${found.join(', ')}.`,
    ...(rewritten ? ['The database was written anew, because free pages still held some.'] : []),
  ]
}

function facts(lines: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...lines.map(([name]) => name.length))
  return lines.map(([name, value]) => `${name.padEnd(width)}  ${value}`)
}

const figure = (value: number) => value.toLocaleString('en-US')
const moment = (at: number) => new Date(at).toISOString()
