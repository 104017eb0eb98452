import { type ChildProcess, fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { vi } from 'vitest'
import type { HostedAnswer, HostedCommand } from './host.ts'

// Every step here starts a process or two, and a busy machine takes seconds for each.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 })

export const PASSPHRASE = 'violet tractor hums at dawn'

export interface Answer {
  code: number | null
  stdout: string
  stderr: string
  /** What stands on stdout, as one JSON value. */
  value(): unknown
  /** What stands on stdout, a JSON value a line. */
  lines(): Record<string, unknown>[]
}

export interface RunOptions {
  /** What the command reads on stdin, which ends after it. */
  input?: string
  env?: Record<string, string>
}

interface Host {
  process: ChildProcess
  answered(answer: HostedAnswer): void
  ended(): void
}

let host: Host | undefined
/** One command at a time: they share a stdin and a stdout. */
let queue: Promise<unknown> = Promise.resolve()

function hosted(command: HostedCommand): Promise<HostedAnswer> {
  host ??= startHost()
  const { process } = host
  return new Promise((answered, failed) => {
    const ended = () => failed(new Error(`It ended the process: keyrack ${command.args.join(' ')}`))
    host = { process, answered, ended }
    process.send(command)
  })
}

function startHost(): Host {
  const child = fork('test/command/host.ts', { stdio: 'inherit' })
  child.on('message', (answer: HostedAnswer) => host?.answered(answer))
  child.on('exit', () => {
    host?.ended()
    host = undefined
  })
  return { process: child, answered() {}, ended() {} }
}

function answerOf(answer: Omit<Answer, 'value' | 'lines'>): Answer {
  return {
    ...answer,
    value: () => JSON.parse(answer.stdout),
    lines: () =>
      answer.stdout
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line)),
  }
}

/** The command on one data folder. Nothing of the environment that Keyrack reads comes from outside the test. */
export class CommandLine {
  readonly dataDir: string
  readonly env: Record<string, string>
  /** Each command in a process of its own, as people start it; else those of a test file share one. */
  readonly alone: boolean

  constructor(
    env: Record<string, string> = {},
    dataDir = freshFolder(),
    { alone = false }: { alone?: boolean } = {},
  ) {
    this.dataDir = dataDir
    this.env = env
    this.alone = alone
  }

  /** Runs a command to its end. */
  async run(args: string[], options: RunOptions = {}): Promise<Answer> {
    // A service goes on after its command, and ends with its process.
    const isAlone = this.alone || args[0] === 'serve'
    return answerOf(await (isAlone ? this.#alone(args, options) : this.#hosted(args, options)))
  }

  async #hosted(args: string[], { input = '', env = {} }: RunOptions): Promise<HostedAnswer> {
    const command = { args: this.#args(args), env: this.#env(env), input }
    const turn = queue.then(() => hosted(command))
    queue = turn.catch(() => {})
    return turn
  }

  async #alone(args: string[], { input = '', env = {} }: RunOptions) {
    const child = this.start(args, env)
    let stdout = ''
    let stderr = ''
    child.stdout?.on('data', (text) => {
      stdout += text
    })
    child.stderr?.on('data', (text) => {
      stderr += text
    })
    // A command that refuses its arguments does not wait for its stdin.
    child.stdin?.on('error', () => {})
    child.stdin?.end(input)
    const [code] = (await once(child, 'close')) as [number | null]
    return { code, stdout, stderr }
  }

  /** As `run`, for what must work: its JSON. */
  async value(args: string[], options?: RunOptions): Promise<Record<string, unknown>> {
    const answer = await this.run([...args, '--json'], options)
    if (answer.code !== 0) throw new Error(`keyrack ${args.join(' ')}: ${answer.stderr}`)
    return answer.value() as Record<string, unknown>
  }

  async lines(args: string[], options?: RunOptions): Promise<Record<string, unknown>[]> {
    const answer = await this.run([...args, '--json'], options)
    if (answer.code !== 0) throw new Error(`keyrack ${args.join(' ')}: ${answer.stderr}`)
    return answer.lines()
  }

  /** `keyrack serve --json` on a free port, once it listens. */
  async serve(args: string[] = []): Promise<Served> {
    const child = this.start(['serve', '--port', '0', '--json', ...args])
    const exited = once(child, 'exit')
    let complaint = ''
    child.stderr?.on('data', (text) => {
      complaint += text
    })
    if (!child.stdout) throw new Error('The service has no stdout')
    const [line] = (await Promise.race([
      once(createInterface({ input: child.stdout }), 'line'),
      exited.then(() => {
        throw new Error(`The service ended: ${complaint}`)
      }),
    ])) as [string]
    return {
      ready: JSON.parse(line),
      async end(signal) {
        if (child.exitCode === null && child.signalCode === null) child.kill(signal)
        const [code] = (await exited) as [number | null]
        return code
      },
    }
  }

  start(args: string[], env: Record<string, string> = {}): ChildProcess {
    return spawn(process.execPath, ['dist/keyrack.cjs', ...this.#args(args)], {
      env: this.#env(env),
    })
  }

  #args(args: string[]): string[] {
    return ['--data', this.dataDir, ...args]
  }

  #env(env: Record<string, string>): Record<string, string | undefined> {
    const { PATH, NODE_COMPILE_CACHE, KEYRACK_KDF_MIB } = process.env
    const own = { PATH, NODE_COMPILE_CACHE, KEYRACK_KDF_MIB, HOME: this.dataDir }
    return { ...own, ...this.env, ...env }
  }

  remove(): void {
    rmSync(this.dataDir, { recursive: true, force: true })
  }
}

export interface Served {
  ready: { ready: boolean; url: string | null; socket: string }
  /** Ends it; answers its exit code, null when it was killed. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

function freshFolder(): string {
  return mkdtempSync(join(tmpdir(), 'keyrack-command-'))
}
