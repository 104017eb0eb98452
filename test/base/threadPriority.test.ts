import { readdirSync, readFileSync } from 'node:fs'
import { getPriority } from 'node:os'
import { expect, test } from 'vitest'
import { startService } from '../support/service.ts'

interface Place {
  name: string
  nice: number
}

/** The place in the queue of each thread of a process, by the thread's name; the first is its main one. */
function places(pid: number): Place[] {
  return readdirSync(`/proc/${pid}/task`).flatMap((thread) => {
    try {
      return [placeIn(readFileSync(`/proc/${pid}/task/${thread}/stat`, 'utf8'))]
    } catch {
      // It ended meanwhile.
      return []
    }
  })
}

/** The second field is the name in brackets, the nineteenth the place: proc_pid_stat(5). */
function placeIn(stat: string): Place {
  const after = stat.lastIndexOf(')')
  const nice = stat.slice(after + 2).split(' ')[19 - 3]
  return { name: stat.slice(stat.indexOf('(') + 1, after), nice: Number(nice) }
}

test.runIf(process.platform === 'linux')(
  'threads that collect garbage stand back behind the one that serves calls',
  async () => {
    const service = await startService()
    try {
      const [main, ...others] = places(service.pid)
      const helpers = others.filter(({ name }) => name === 'V8Worker')
      expect(helpers.length).toBeGreaterThan(0)
      expect(main?.nice).toBe(getPriority())
      const behind = Math.min(getPriority() + 10, 19)
      expect(new Set(helpers.map(({ nice }) => nice))).toEqual(new Set([behind]))
    } finally {
      await service.stop()
    }
  },
)
