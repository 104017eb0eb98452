import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { LOAD_CORE, MEASURED_CORE, pin } from './cpu.ts'
import type { JobName, Jobs } from './load.ts'
import type { StreamPace, VendorNews } from './mockVendor.ts'

/** The provider in a process of its own. */
export interface Vendor {
  port: number
  pace(pace: StreamPace): void
  /** When the other side hung up on a stream that was under way, by the call's tag. */
  left: Map<string, number>
  stop(): void
}

/** The load in a process of its own. */
export interface Load {
  run<Name extends JobName>(name: Name, job: Jobs[Name]['job']): Promise<Jobs[Name]['result']>
  stop(): void
}

/** A proxy in Node that does nothing else, in a process of its own. */
export interface BarePipe {
  port: number
  pid: number
  stop(): void
}

export async function startVendor(): Promise<Vendor> {
  const child = start('mockVendor.ts')
  const left = new Map<string, number>()
  const port = await new Promise<number>((listening) => {
    child.on('message', (news: VendorNews) => {
      if (news.type === 'listening') listening(news.port)
      else left.set(news.tag, news.atMs)
    })
  })
  return {
    port,
    pace: (pace) => void child.send(pace),
    left,
    stop: () => child.disconnect(),
  }
}

export function startLoad(): Load {
  const child = start('load.ts')
  return {
    async run(name, job) {
      child.send({ name, job })
      const [result] = await once(child, 'message')
      return result
    },
    stop: () => child.disconnect(),
  }
}

export async function startBarePipe(vendorPort: number): Promise<BarePipe> {
  const child = start('barePipe.ts', [`${vendorPort}`], MEASURED_CORE)
  const [port] = await once(child, 'message')
  return { port, pid: child.pid ?? 0, stop: () => child.disconnect() }
}

function start(file: string, args: string[] = [], core = LOAD_CORE): ChildProcess {
  const child = fork(new URL(file, import.meta.url), args, { stdio: 'inherit' })
  child.on('exit', (code) => {
    if (code) throw new Error(`${file} ended with ${code}`)
  })
  if (child.pid !== undefined) pin(child.pid, core)
  return child
}
