import { fork } from 'node:child_process'
import { SERVICE_ENV, SERVICE_FLAGS } from '../build/serviceFlags.mjs'
import type { ToService } from './serviceMessages.ts'

/** A running service, whichever kind of process it is. */
export interface ServiceChild {
  send(message: ToService): void
  onMessage(listener: (message: unknown) => void): void
  onExit(listener: () => void): void
  kill(): void
}

/** The service as a child of the given Node. */
export function forkNode(node: string, script: string, args: string[]): ServiceChild {
  const { ELECTRON_RUN_AS_NODE: _, ...own } = process.env
  const env = { ...SERVICE_ENV, ...own }
  const child = fork(script, args, { execPath: node, execArgv: SERVICE_FLAGS, env })
  // A message to a child that has just died is lost, and its exit says the rest.
  child.on('error', () => {})
  return {
    send: (message) => {
      if (child.connected) child.send(message)
    },
    onMessage: (listener) => child.on('message', listener),
    onExit: (listener) => child.once('close', listener),
    kill: () => killNow(child.pid),
  }
}

/** For a process that no longer listens to anything gentler. */
export function killNow(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(pid, 'SIGKILL')
  } catch (error) {
    // It ended by itself in the meantime.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error
  }
}
