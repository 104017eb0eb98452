import type { AlarmSeverity } from '../../contract/alarmRules.ts'
import type { Notice } from '../../contract/notify.ts'

/** What is sent: one notice, or many in a digest. */
export interface Message {
  title: string
  severity: AlarmSeverity
  lines: string[]
  path: string
  notices: readonly Notice[]
}

const SEVERITIES: readonly AlarmSeverity[] = ['info', 'low', 'high', 'critical']
export const SEVERITY_WORDS: Record<AlarmSeverity, string> = {
  info: 'Note',
  low: 'Low',
  high: 'High',
  critical: 'Critical',
}
const MOST_LINES = 20
const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** One notice as it is; several with the gravest first. `waitedMs`: since the first of them, `isMore`: others went before. */
export function composeMessage(
  notices: readonly Notice[],
  { waitedMs, isMore }: { waitedMs: number; isMore: boolean },
): Message {
  const [only, another] = notices
  if (only && !another) return { ...shown(only), notices }
  const ranked = [...notices].sort((one, other) => rank(other) - rank(one) || one.at - other.at)
  const lines = ranked
    .slice(0, MOST_LINES)
    .map(({ severity, title }) => `${SEVERITY_WORDS[severity]}: ${oneLine(title)}`)
  const rest = ranked.length - lines.length
  return {
    title: `${notices.length} ${isMore ? 'more ' : ''}alarms in ${spanWords(waitedMs)}`,
    severity: ranked[0]?.severity ?? 'info',
    lines: rest > 0 ? [...lines, `and ${rest} more`] : lines,
    path: '/alerts',
    notices,
  }
}

function shown({ title, severity, lines, path }: Notice) {
  return { title: oneLine(title), severity, lines: lines.map(oneLine), path }
}

const rank = ({ severity }: Notice) => SEVERITIES.indexOf(severity)

/** Names come from outside; a line break in one must not begin a header or a line of its own. */
function oneLine(text: string): string {
  return text.replaceAll(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
}

function spanWords(ms: number): string {
  if (ms < 2 * HOUR_MS) {
    const minutes = Math.max(1, Math.round(ms / MINUTE_MS))
    return minutes === 1 ? '1 minute' : `${minutes} minutes`
  }
  return `${Math.round(ms / HOUR_MS)} hours`
}

/** The body of a mail. */
export function mailText({ lines }: Message, origin: string | null): string {
  const from = origin === null ? 'Keyrack' : `the Keyrack at ${origin}`
  return [
    ...lines,
    '',
    'Open Keyrack and look under Alerts to answer it.',
    '',
    `-- `,
    `Sent by ${from}. Who is told of what: Settings, Notifications.`,
  ].join('\n')
}

/** What Slack and those who speak like it read (`text`, `blocks`), and the same as plain fields. */
export function webhookBody(message: Message, id: string, sentAt: number): string {
  const { title, severity, lines, notices } = message
  const head = `${SEVERITY_WORDS[severity]}: ${title}`
  const text = lines.map(escaped).join('\n').slice(0, 2900)
  return JSON.stringify({
    text: [`*${escaped(head)}*`, text].filter(Boolean).join('\n'),
    blocks: [
      { type: 'header', text: { type: 'plain_text', text: head.slice(0, 150) } },
      ...(text === '' ? [] : [{ type: 'section', text: { type: 'mrkdwn', text } }]),
    ],
    source: 'keyrack',
    version: 1,
    ...{ id, sentAt, severity, title, lines },
    notices: notices.map(({ occasion, kind, severity, title, lines, at }) => ({
      ...{ occasion, kind, severity, title, lines, at },
    })),
  })
}

/** Slack takes these three for its own marks, such as a call to everybody: `<!channel>`. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
