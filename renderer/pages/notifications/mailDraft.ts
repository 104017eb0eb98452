import {
  type MailChange,
  type MailChannel,
  type MailSettings,
  mailSettings,
} from '../../../proxy/contract/notify.ts'

/** What is typed into the form of the mail server. */
export type MailDraft = Omit<MailSettings, 'to' | 'on'> & { to: string; password: string }

export const USUAL_PORT = { starttls: 587, tls: 465, plain: 25 } as const

export function draftOf(channel: MailChannel | null): MailDraft {
  const { to, ...rest } = channel ? mailOf(channel) : NOTHING
  const { on: _, ...draft } = rest
  return { ...draft, to: to.join('\n'), password: '' }
}

const NOTHING: MailSettings = {
  ...{ host: '', port: USUAL_PORT.starttls, security: 'starttls', user: '', from: '', to: [] },
  ...{ ca: '', on: true },
}

/** The settings of a channel without how it does. */
export function mailOf({
  host,
  port,
  security,
  user,
  from,
  to,
  ca,
  on,
}: MailChannel): MailSettings {
  return { host, port, security, user, from, to, ca, on }
}

/** What is to be saved, or the fields that are not right yet. */
export function readDraft(
  draft: MailDraft,
  channel: MailChannel | null,
): { change: MailChange } | { wrong: ReadonlySet<string> } {
  const { password, to, ...rest } = draft
  const addresses = to.split(/[\s,;]+/).filter(Boolean)
  const parsed = mailSettings.safeParse({ ...rest, to: addresses, on: channel?.on ?? true })
  if (!parsed.success)
    return { wrong: new Set(parsed.error.issues.map(({ path }) => String(path[0]))) }
  // An empty field keeps the password, unless there is nobody to give it to.
  const isKept = password === '' && channel?.hasPassword === true && rest.user !== ''
  return { change: isKept ? parsed.data : { ...parsed.data, password } }
}
