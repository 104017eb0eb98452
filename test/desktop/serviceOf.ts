import { readFileSync } from 'node:fs'
import type { ElectronApplication } from '@playwright/test'

/** The process id of the background service that the app has started; undefined while there is none. Linux only. */
export function serviceOf(app: ElectronApplication): number | undefined {
  const parent = app.process().pid
  return childrenOf(parent).find((pid) =>
    // A child of an older Electron's main process, or a utility process of a current one.
    /--parent|node\.mojom\.NodeService/.test(read(`/proc/${pid}/cmdline`)),
  )
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}

function childrenOf(pid: number | undefined): number[] {
  return read(`/proc/${pid}/task/${pid}/children`).split(' ').filter(Boolean).map(Number)
}

/** Empty for a process that has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return ''
  }
}
