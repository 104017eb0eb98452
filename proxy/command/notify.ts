import { readFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import {
  type Delivery,
  type MailSecurity,
  mailSecurity,
  type NotifyChannels,
} from '../contract/notify.ts'
import { type Admin, adminOf } from './admin.ts'
import { theOne } from './find.ts'
import { readHours } from './openHours.ts'
import { placeOf } from './place.ts'
import { type Column, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { askSecret } from './secrets.ts'
import { readList, readPort } from './values.ts'
import { moment } from './words.ts'

interface MailFlags {
  host?: string
  port?: number
  security?: MailSecurity
  user?: string
  from?: string
  to?: string[]
  caFile?: string
  askPassword?: boolean
  on?: boolean
  off?: boolean
}

interface WebhookFlags {
  label: string
  local?: boolean
}

export function addNotify(program: Command): void {
  const notify = program
    .command('notify')
    .summary('how alarms reach people: e-mail, webhooks, this computer')
    .description('How alarms reach people: e-mail, webhooks, notifications of this computer.')

  notify
    .command('list')
    .description('list the ways, and how each does')
    .action(async (_options: object, command: Command) => {
      const place = placeOf(command)
      printList(place, linesOf(await adminOf(place).notify.list.query()), COLUMNS, '')
    })

  notify
    .command('set-email')
    .description('set the mail server and who hears from it; what is left out stays as it is')
    .option('--host <name>', 'name or address of the mail server')
    .option('--port <port>', 'its port (587)', readPort)
    .addOption(
      new Option(
        '--security <kind>',
        'kind of TLS; plain only for a relay in the own network',
      ).choices(mailSecurity.options),
    )
    .option('--user <name>', 'user name; an empty one for a server without')
    .option('--from <address>', 'sender')
    .option('--to <addresses>', 'recipients, with commas', readList)
    .option('--ca-file <file>', 'PEM of the authority that vouches for the server')
    .option(
      '--ask-password',
      'ask for the password, or read it from stdin or KEYRACK_SMTP_PASSWORD',
    )
    .option('--on', 'switch it on')
    .option('--off', 'switch it off and keep it')
    .action(setEmail)

  notify
    .command('add-webhook')
    .description(
      'add a webhook, such as one of Slack; its URL comes from stdin or KEYRACK_WEBHOOK_URL',
    )
    .requiredOption('--label <name>', 'what it is called')
    .option('--local', 'allow plain http and private addresses')
    .action(async ({ label, local }: WebhookFlags, command: Command) => {
      const place = placeOf(command)
      const webhookUrl = await askUrl()
      const added = await adminOf(place).notify.addWebhook.mutate({
        ...{ label, webhookUrl, allowLocal: local ?? false },
      })
      printOne(
        place,
        added,
        ({ id, secret }) =>
          `${id}\nIts messages are signed with ${secret} (header x-keyrack-signature). This is shown once.`,
      )
    })

  notify
    .command('set-webhook <webhook>')
    .description('change a webhook, by id or label')
    .option('--label <name>', 'another name')
    .option('--ask-url', 'read another URL from stdin or KEYRACK_WEBHOOK_URL')
    .option('--new-secret', 'sign with a new secret from now on')
    .option('--on', 'switch it on')
    .option('--off', 'switch it off and keep it')
    .action(setWebhook)

  notify
    .command('remove <channel>')
    .description('remove the mail server (`email`) or a webhook, with its secret')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await channelCalled(admin, text)
      if (id === 'email') await admin.notify.removeEmail.mutate()
      else await admin.notify.removeWebhook.mutate({ id })
      printOne(place, { id, removed: true }, () => `${id} is removed.`)
    })

  notify
    .command('test <channel>')
    .description('send a test by `email`, `desktop` or a webhook, and say what came of it')
    .action(async (text: string, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await channelCalled(admin, text)
      const result = await admin.notify.test.mutate({ id })
      if (!result.ok) throw new CommandProblem(result.message)
      printOne(place, result, ({ message }) => message)
    })

  notify
    .command('quiet [hours...]')
    .description(
      "set the hours in which only critical alarms go out: 'mon-fri 20:00-07:00', or off",
    )
    .action(async (hours: string[], _options: object, command: Command) => {
      const place = placeOf(command)
      const settings = adminOf(place).settings
      const name = 'quietHours'
      const line =
        hours.length === 0
          ? await settings.get.query({ name })
          : await settings.set.mutate({
              name,
              value: hours.length === 1 && hours[0] === 'off' ? [] : hours.map(readHours),
            })
      printOne(place, line, ({ value }) => JSON.stringify(value))
    })

  notify
    .command('log')
    .description('list the messages, newest first')
    .addOption(new Option('--state <state>', 'which ones').choices(['waiting', 'sent', 'dead']))
    .action(async ({ state }: { state?: Delivery['state'] }, command: Command) => {
      const place = placeOf(command)
      const list = await adminOf(place).notify.deliveries.query(state ? { state } : {})
      printList(place, list, LOG_COLUMNS, 'Nothing was sent.')
    })

  for (const [name, about] of [
    ['retry', 'try those that were given up again, one by its number or all'],
    ['dismiss', 'forget those that were given up'],
  ] as const) {
    notify
      .command(`${name} [number]`)
      .description(about)
      .action(async (number: string | undefined, _options: object, command: Command) => {
        const place = placeOf(command)
        const input = number === undefined ? {} : { id: Number(number) }
        const done = await adminOf(place).notify[name].mutate(input)
        printOne(place, done, ({ count }) => `${count} of them.`)
      })
  }
}

async function setEmail(flags: MailFlags, command: Command): Promise<void> {
  const place = placeOf(command)
  const admin = adminOf(place)
  const { email } = await admin.notify.list.query()
  const { host = email?.host, from = email?.from, to = email?.to } = flags
  if (!host || !from || !to)
    throw new CommandProblem('Give at least --host, --from and --to. See: keyrack notify list')
  const password = flags.askPassword
    ? await askSecret({ prompt: 'Password', variable: 'KEYRACK_SMTP_PASSWORD', optional: true })
    : undefined
  await admin.notify.setEmail.mutate({
    ...{ host, from, to },
    port: flags.port ?? email?.port ?? 587,
    security: flags.security ?? email?.security ?? 'starttls',
    user: flags.user ?? email?.user ?? '',
    ca: flags.caFile === undefined ? (email?.ca ?? '') : readFileSync(flags.caFile, 'utf8'),
    on: isOn(flags) ?? email?.on ?? true,
    ...(password !== undefined && { password }),
  })
  printOne(
    place,
    (await admin.notify.list.query()).email,
    () => `Mail goes by ${host} to ${to.join(', ')}.`,
  )
}

interface WebhookChanges {
  label?: string
  askUrl?: boolean
  newSecret?: boolean
  on?: boolean
  off?: boolean
}

async function setWebhook(text: string, flags: WebhookChanges, command: Command): Promise<void> {
  const place = placeOf(command)
  const admin = adminOf(place)
  const { id } = await channelCalled(admin, text)
  const on = isOn(flags)
  await admin.notify.changeWebhook.mutate({
    id,
    ...(flags.label !== undefined && { label: flags.label }),
    ...(flags.askUrl && { webhookUrl: await askUrl() }),
    ...(on !== undefined && { on }),
  })
  const secret = flags.newSecret ? (await admin.notify.newSecret.mutate({ id })).secret : undefined
  printOne(place, secret === undefined ? { id } : { id, secret }, () =>
    secret === undefined
      ? `${id} is changed.`
      : `Signed with ${secret} from now on. This is shown once.`,
  )
}

const askUrl = () => askSecret({ prompt: 'URL of the webhook', variable: 'KEYRACK_WEBHOOK_URL' })

function isOn({ on, off }: { on?: boolean; off?: boolean }): boolean | undefined {
  return off ? false : on
}

interface Line {
  id: string
  name: string
  where: string
  on: boolean
  waiting: number
  lastSentAt: number | null
  lastProblem: string | null
}

function linesOf({ desktop, email, webhooks }: NotifyChannels): Line[] {
  const idle = { waiting: 0, lastSentAt: null, lastProblem: null }
  const mail = email && {
    ...{
      id: 'email',
      name: 'E-mail',
      where: `${email.host}:${email.port} to ${email.to.join(', ')}`,
    },
    ...email,
  }
  return [
    { id: 'desktop', name: 'This computer', where: 'the desktop app', on: desktop, ...idle },
    ...(mail ? [mail] : []),
    ...webhooks.map((hook) => ({ ...hook, name: hook.label, where: hook.origin })),
  ].map(({ id, name, where, on, waiting, lastSentAt, lastProblem }) => ({
    ...{ id, name, where, on, waiting, lastSentAt, lastProblem },
  }))
}

async function channelCalled(admin: Admin, text: string): Promise<Line> {
  const lines = linesOf(await admin.notify.list.query())
  return theOne('notify', text, lines, ({ id, name }) => [id, name])
}

const COLUMNS: Column<Line>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'name', value: ({ name }) => name },
  { title: 'where', value: ({ where }) => where },
  { title: 'on', value: ({ on }) => (on ? 'yes' : 'no') },
  { title: 'waiting', value: ({ waiting }) => `${waiting}`, right: true },
  {
    title: 'last sent',
    value: ({ lastSentAt }) => (lastSentAt === null ? '' : moment(lastSentAt)),
  },
  { title: 'problem', value: ({ lastProblem }) => lastProblem ?? '' },
]

const LOG_COLUMNS: Column<Delivery>[] = [
  { title: 'number', value: ({ id }) => `${id}`, right: true },
  { title: 'when', value: ({ createdAt }) => moment(createdAt) },
  { title: 'to', value: ({ channelLabel }) => channelLabel },
  { title: 'state', value: ({ state }) => state },
  { title: 'tries', value: ({ attempts }) => `${attempts}`, right: true },
  { title: 'title', value: ({ title }) => title },
  { title: 'problem', value: ({ problem }) => problem ?? '' },
]
