import { createInterface } from 'node:readline'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { looksLikeSecret } from '../base/secretShape.ts'
import { CommandProblem } from './problem.ts'

/** A secret to be asked for: where it may come from, in this order. */
interface Question {
  /** What is asked, such as `Passphrase`. */
  prompt: string
  /** Environment variable that may hold it. */
  variable?: string
  /** Typed twice on a terminal, because nobody sees what is typed. */
  twice?: boolean
  /** Admits an empty answer, which means none. */
  optional?: boolean
}

/** Secrets from the environment, else hidden from the terminal, else a line each from stdin. */
export async function askSecrets(questions: Question[]): Promise<string[]> {
  const found = questions.map(({ variable }) => variable && process.env[variable])
  const missing = questions.filter((_, index) => !found[index])
  const typed = process.stdin.isTTY ? await fromTerminal(missing) : await fromStdin(missing)
  return found.map((secret) => secret || (typed.shift() ?? ''))
}

export async function askSecret(question: Question): Promise<string> {
  const [secret = ''] = await askSecrets([question])
  return secret
}

/** The secret of a provider key: from the variable that `--from-env` names, else from stdin. */
export async function askKeySecret(
  fromEnv: string | undefined,
  { optional = false } = {},
): Promise<string | undefined> {
  if (fromEnv !== undefined) return fromVariable(fromEnv)
  const secret = await askSecret({ prompt: 'Secret of the key', optional })
  return secret.trim() || undefined
}

function fromVariable(name: string): string {
  // Whatever else was typed here may be the secret itself, so it is not repeated.
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) {
    throw new CommandProblem('--from-env takes the name of an environment variable, not its value.')
  }
  const secret = process.env[name]?.trim()
  if (!secret) throw new CommandProblem('--from-env: there is no such variable, or it is empty.')
  return secret
}

async function fromTerminal(questions: Question[]): Promise<string[]> {
  const answers: string[] = []
  for (const { prompt, twice, optional } of questions) {
    const answer = await askHidden(optional ? `${prompt} (empty: none): ` : `${prompt}: `)
    if (!answer && !optional) throw new CommandProblem(`${prompt}: nothing was typed.`)
    if (twice && (await askHidden(`${prompt}, once more: `)) !== answer) {
      throw new CommandProblem('The two do not match, so nothing was done.')
    }
    answers.push(answer)
  }
  return answers
}

async function fromStdin(questions: Question[]): Promise<string[]> {
  if (questions.length === 0) return []
  const lines = (await text(process.stdin)).replace(/(\r?\n)+$/, '').split(/\r?\n/)
  if (lines.length > questions.length) {
    throw new CommandProblem(
      `stdin holds ${lines.length} lines, but only ${questions.length} can be used: ${questions.map(({ prompt }) => prompt).join(', ')}.`,
    )
  }
  return questions.map(({ prompt, variable, optional }, index) => {
    const line = lines[index]
    if (line || optional) return line ?? ''
    const other = variable ? ` or in the environment variable ${variable}` : ''
    throw new CommandProblem(`${prompt}: nothing came on stdin. Give it there${other}.`)
  })
}

function askHidden(prompt: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: nowhere, terminal: true })
  // Only now: from here on the terminal no longer shows what is typed.
  process.stderr.write(prompt)
  return new Promise<string>((resolve, reject) => {
    lines.on('line', resolve)
    const stop = () => reject(new CommandProblem('Stopped; nothing was done.'))
    lines.on('SIGINT', stop)
    lines.on('close', stop)
  }).finally(() => {
    lines.close()
    process.stderr.write('\n')
  })
}

/** Flags under which people expect to give a secret. */
const SECRET_FLAG =
  /^--(secret|key|api-?key|passphrase|new-?passphrase|password|pass|token|recovery-?key)(=|$)/i
/** Refuses a secret in the command line, where other programs and the shell's history can read it. */
export function refuseSecretsIn(args: readonly string[]): void {
  if (!args.some((arg) => SECRET_FLAG.test(arg) || looksLikeSecret(arg))) return
  throw new CommandProblem(
    'Secrets are not taken from the command line, where other programs and the shell history can read them. Give them on stdin or in an environment variable (see --help).',
  )
}
