import { existsSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Command } from 'commander'
import type { Certificate, ErasurePreview } from '../contract/personal.ts'
import { certificateText, mentionWords, NAMESAKES } from '../contract/personalWords.ts'
import { type Admin, adminOf } from './admin.ts'
import { theOne } from './find.ts'
import { followJob } from './followJob.ts'
import { placeOf } from './place.ts'
import { type Column, note, printList, printOne } from './print.ts'
import { CommandProblem } from './problem.ts'
import { moment, plural } from './words.ts'

interface EraseFlags {
  name?: string
  preview?: boolean
  out?: string
}

/** `keyrack member export`, `erase` and `certificates`. */
export function addPersonal(member: Command): void {
  member
    .command('export <member>')
    .summary('write everything that is kept of one person into a zip')
    .description(
      'Writes everything that is kept of one person into a zip: profile, tokens, calls, limits, requests, alarms, kept bodies, entries of the audit log. Removed members are found as well. The service notes who did.',
    )
    .requiredOption('--out <file>', 'where to write; ends in .zip')
    .option('--force', 'replace a file that is there')
    .action(async (text: string, flags: { out: string; force?: boolean }, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const file = resolve(flags.out)
      if (existsSync(file) && !flags.force)
        throw new CommandProblem(`${flags.out} is there already. Give another name, or --force.`)
      const { id, name } = await personCalled(admin, text)
      const job = await followJob(admin, await admin.personal.export.mutate({ memberId: id, file }))
      printOne(place, job, () => `Everything that is kept of ${name} is in ${file}.`)
    })

  member
    .command('erase <member>')
    .summary('erase what is kept of one person, and get a certificate')
    .description(
      'Erases what is kept of one person. Calls stay with what they cost, under a random pseudonym, so no sum changes; everything else goes, and the data folder is read to prove it. Off-board the member first. There is no way back.',
    )
    .option('--name <name>', "the member's whole name, to say that you mean it")
    .option('--preview', 'only say what would go')
    .option('--out <file>', 'write the certificate into a file as well; .json for programs')
    .action(async (text: string, { name, preview, out }: EraseFlags, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      const { id } = await personCalled(admin, text)
      if (preview) {
        printOne(place, await admin.personal.preview.query({ memberId: id }), previewText)
        return
      }
      if (name === undefined)
        throw new CommandProblem(
          'Say that you mean it: --name "the whole name". See also --preview.',
        )
      if (out !== undefined && existsSync(resolve(out)))
        throw new CommandProblem(`${out} is there already. Give another name.`)
      const { job, certificateId } = await admin.personal.erase.mutate({
        ...{ memberId: id, typedName: name },
      })
      await followJob(admin, job)
      const certificate = await admin.personal.certificate.query({ id: certificateId })
      if (out !== undefined) save(resolve(out), certificate)
      printOne(place, certificate, certificateText)
    })

  member
    .command('certificates [id]')
    .description('list what was erased, or show one certificate')
    .action(async (id: string | undefined, _options: object, command: Command) => {
      const place = placeOf(command)
      const admin = adminOf(place)
      if (id !== undefined) {
        printOne(place, await admin.personal.certificate.query({ id }), certificateText)
        return
      }
      printList(place, await admin.personal.certificates.query(), COLUMNS, 'Nobody was erased yet.')
    })
}

/** A member by id, name or e-mail, or one who was removed by id or name. */
async function personCalled(admin: Admin, text: string): Promise<{ id: string; name: string }> {
  const [members, former] = await Promise.all([
    admin.members.list.query(),
    admin.personal.former.query(),
  ])
  const people = [...members, ...former.map((one) => ({ ...one, email: '' }))]
  return theOne('member', text, people, ({ id, name, email }) => [
    ...[id, name],
    ...(email === '' ? [] : [email]),
  ])
}

function save(file: string, certificate: Certificate): void {
  const text = file.endsWith('.json')
    ? `${JSON.stringify(certificate, null, 2)}\n`
    : certificateText(certificate)
  writeFileSync(file, text, { mode: 0o600, flag: 'wx' })
  note(`The certificate is in ${file}.`)
}

function previewText(preview: ErasurePreview): string {
  const { name, obstacle, liveTokens, calls, mentions, copies } = preview
  return [
    ...(obstacle === 'activeTokens'
      ? [`${name} has ${plural(liveTokens, 'working token')}: off-board first.`]
      : []),
    ...(obstacle === 'openCalls' ? [`A call of ${name} is going on: wait or off-board.`] : []),
    ...(obstacle === 'running' ? ['Somebody else is being erased at this moment.'] : []),
    `${plural(calls, 'call')} stay under a pseudonym with what they cost, and lose all else.`,
    `${plural(preview.bodies, 'kept body', 'kept bodies')}, ${plural(preview.requests, 'request')}, ${plural(preview.alarms, 'alarm')} and ${plural(preview.limits, 'limit')} of ${name} alone go, and so does what the audit log tells beside that something was done.`,
    ...(copies > 0
      ? [`${plural(copies, 'copy', 'copies')} of the database from before updates go as well.`]
      : []),
    ...(preview.namesakes ? [NAMESAKES] : []),
    ...mentions.map((mention) => `Stays: ${mentionWords(mention)}`),
  ].join('\n')
}

const COLUMNS: Column<Certificate>[] = [
  { title: 'id', value: ({ id }) => id },
  { title: 'ordered', value: ({ orderedAt }) => moment(orderedAt) },
  { title: 'by', value: ({ by }) => by.name },
  { title: 'pseudonym', value: ({ pseudonym }) => pseudonym },
  { title: 'state', value: ({ finishedAt }) => (finishedAt === null ? 'not finished' : 'done') },
]
