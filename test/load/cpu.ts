import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'

/** Where what is measured runs, and where load and provider run, so that they do not take each other's time. */
export const MEASURED_CORE = 0
export const LOAD_CORE = 1

/** False on one core or without `taskset`: then everything shares what there is. */
export const canPin = availableParallelism() > 1 && hasTaskset()

/** Keeps every thread of a process on one core. */
export function pin(pid: number, core: number): void {
  if (canPin) execFileSync('taskset', ['-a', '-p', '-c', `${core}`, `${pid}`], { stdio: 'ignore' })
}

/** A process and all below it. */
export function processTree(root: number): number[] {
  const parents = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    const parent = parentOf(Number(name))
    if (parent !== undefined) parents.set(Number(name), parent)
  }
  const tree = [root]
  for (const pid of tree) {
    for (const [child, parent] of parents) if (parent === pid) tree.push(child)
  }
  return tree
}

export interface CoreTime {
  ranMicros: number
  /** Ready to run while others had the core: a busy machine. */
  waitedMicros: number
}

/**
 * Time on a core so far of all threads, user and system, and time waited for one: the first two figures of
 * each thread's schedstat (https://docs.kernel.org/scheduler/sched-stats.html), exact to the nanosecond.
 */
export function coreTime(pids: readonly number[]): CoreTime {
  const sum: CoreTime = { ranMicros: 0, waitedMicros: 0 }
  for (const pid of pids) {
    for (const thread of readdirSync(`/proc/${pid}/task`)) {
      const { ranMicros, waitedMicros } = threadTime(pid, thread)
      sum.ranMicros += ranMicros
      sum.waitedMicros += waitedMicros
    }
  }
  return sum
}

/** The same of the first thread of a process alone: in Node, the one with the event loop. */
export function mainThreadTime(pid: number): CoreTime {
  return threadTime(pid, `${pid}`)
}

function threadTime(pid: number, thread: string): CoreTime {
  const [ran = 0, waited = 0] =
    tryRead(`/proc/${pid}/task/${thread}/schedstat`)?.split(' ').map(Number) ?? []
  return { ranMicros: ran / 1000, waitedMicros: waited / 1000 }
}

/** Of the time between two looks in which a core was wanted, the share in which others had it. */
export function waitedShare(before: CoreTime, after: CoreTime): number {
  const waited = after.waitedMicros - before.waitedMicros
  return waited / (after.ranMicros - before.ranMicros + waited || 1)
}

/** Resident memory in bytes. */
export function residentBytes(pid: number): number {
  const [, kib] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kib ?? 0) * 1024
}

/** Looks at a process's memory until the returned function is called, which gives all that was seen. */
export function watchMemory(pid: number, everyMs = 100): () => number[] {
  const seen = [residentBytes(pid)]
  const timer = setInterval(() => seen.push(residentBytes(pid)), everyMs)
  return () => {
    clearInterval(timer)
    return seen
  }
}

function parentOf(pid: number): number | undefined {
  const stat = tryRead(`/proc/${pid}/stat`)
  // The name in brackets may hold anything, so what follows the last one counts.
  const parent = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[1]
  return parent === undefined ? undefined : Number(parent)
}

/** Threads and processes may end while they are looked at. */
function tryRead(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8')
  } catch {
    return undefined
  }
}

function hasTaskset(): boolean {
  try {
    execFileSync('taskset', ['-p', `${process.pid}`], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}
