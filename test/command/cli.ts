import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { vi } from 'vitest'

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

/** The command on one data folder. Nothing of the environment that Keyrack reads comes from outside the test. */
export class CommandLine {
  readonly dataDir: string
  readonly env: Record<string, string>

  constructor(env: Record<string, string> = {}, dataDir = freshFolder()) {
    this.dataDir = dataDir
    this.env = env
  }

  async run(args: string[], { input = '', env = {} }: RunOptions = {}): Promise<Answer> {
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
    return {
      code,
      stdout,
      stderr,
      value: () => JSON.parse(stdout),
      lines: () =>
        stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
    }
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
    return spawn(process.execPath, ['proxy/command/keyrack.ts', '--data', this.dataDir, ...args], {
      env: { PATH: process.env.PATH, HOME: this.dataDir, ...this.env, ...env },
    })
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
