import { Readable } from 'node:stream'
import { main } from '../../proxy/command/keyrack.ts'

/**
 * Runs commands one after the other in one process, each with arguments, environment, stdin and outputs of its own:
 * most of what a command costs is starting Node. `CommandLine` is on the other side.
 */
export interface HostedCommand {
  args: string[]
  env: Record<string, string | undefined>
  input: string
}

export interface HostedAnswer {
  code: number
  stdout: string
  stderr: string
}

process.on('message', async (command: HostedCommand) => {
  process.send?.(await run(command))
})

async function run({ args, env, input }: HostedCommand): Promise<HostedAnswer> {
  process.argv.splice(1, process.argv.length, 'proxy/command/keyrack.ts', ...args)
  process.env = env as NodeJS.ProcessEnv
  Object.defineProperty(process, 'stdin', { value: Readable.from([input]), configurable: true })
  const [stdout, stderr] = [caught(process.stdout), caught(process.stderr)]
  const code = await main(args)
  // What a command says to the process is over with it.
  process.stdout.removeAllListeners('error')
  const ended = code || Number(process.exitCode ?? 0)
  process.exitCode = undefined
  return { code: ended, stdout: stdout(), stderr: stderr() }
}

/** Keeps what is written to a stream; answers how to get it. */
function caught(stream: NodeJS.WriteStream): () => string {
  const pieces: Buffer[] = []
  stream.write = (piece: string | Uint8Array, ...rest: unknown[]) => {
    pieces.push(Buffer.from(piece as string))
    for (const done of rest) if (typeof done === 'function') process.nextTick(done)
    return true
  }
  return () => Buffer.concat(pieces).toString()
}
