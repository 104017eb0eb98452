import { beforeEach, expect, test, vi } from 'vitest'
import { JobBook, JobProblem } from '../../proxy/admin/jobBook.ts'

const ABOUT = { kind: 'callExport', subject: 'calls.csv', unit: 'calls' } as const
let clock = 0
const changed = vi.fn()
const failed = vi.fn()
let book: JobBook

beforeEach(() => {
  clock = 1000
  changed.mockReset()
  failed.mockReset()
  book = new JobBook({ now: () => clock, changed, failed })
})

/** Work that goes on until it is told to end. */
function openEnded() {
  const end = Promise.withResolvers<void>()
  const begun = vi.fn()
  const cleaned = vi.fn()
  return {
    ...{ end, begun, cleaned },
    work: async ({ signal }: { signal: AbortSignal }) => {
      begun()
      signal.addEventListener('abort', () => end.reject(signal.reason))
      try {
        await end.promise
        return { file: '/tmp/calls.csv' }
      } finally {
        cleaned()
      }
    },
  }
}

test('a job tells how far it is and where its result lies', async () => {
  const step = Promise.withResolvers<void>()
  const { id } = book.start('adm_a', ABOUT, async ({ progress }) => {
    progress(10, 40)
    await step.promise
    progress(41)
    return { file: '/tmp/calls.csv' }
  })
  await vi.waitFor(() => expect(book.list('adm_a')).toMatchObject([{ done: 10, total: 40 }]))
  clock = 3000
  step.resolve()
  await vi.waitFor(() => expect(book.list('adm_a')[0]?.state).toBe('done'))
  expect(book.list('adm_a')).toEqual([
    {
      ...{ id, kind: 'callExport', subject: 'calls.csv', unit: 'calls', state: 'done' },
      ...{ startedAt: 1000, endedAt: 3000, done: 41, total: 41 },
      ...{ file: '/tmp/calls.csv', problem: null },
    },
  ])
  await vi.waitFor(() => expect(changed).toHaveBeenCalled())
})

test('a cancel is answered once the work has cleaned up', async () => {
  const { work, begun, cleaned } = openEnded()
  const { id } = book.start('adm_a', ABOUT, work)
  await vi.waitFor(() => expect(begun).toHaveBeenCalledOnce())
  expect(await book.cancel('adm_a', id)).toBe(true)
  expect(cleaned).toHaveBeenCalledOnce()
  expect(book.list('adm_a')).toMatchObject([{ state: 'cancelled', file: null, problem: null }])
})

test('what is cancelled before it begins does not begin', async () => {
  const { work, begun } = openEnded()
  const { id } = book.start('adm_a', ABOUT, work)
  await book.cancel('adm_a', id)
  expect(begun).not.toHaveBeenCalled()
  expect(book.list('adm_a')[0]?.state).toBe('cancelled')
})

test('nobody sees, cancels or dismisses the work of somebody else', async () => {
  const { work, end } = openEnded()
  const { id } = book.start('adm_a', ABOUT, work)
  expect(book.list('adm_b')).toEqual([])
  expect(await book.cancel('adm_b', id)).toBe(false)
  end.resolve()
  await vi.waitFor(() => expect(book.list('adm_a')[0]?.state).toBe('done'))
  expect(book.dismiss('adm_b', id)).toBe(false)
  expect(book.dismiss('adm_a', id)).toBe(true)
  expect(book.list('adm_a')).toEqual([])
})

test('what runs cannot be dismissed, and an unknown id is nobody’s', async () => {
  const { work } = openEnded()
  const { id } = book.start('adm_a', ABOUT, work)
  expect(book.dismiss('adm_a', id)).toBe(false)
  expect(await book.cancel('adm_a', 'job_none')).toBe(false)
  await book.stop()
})

test('a foreseen failure says why; any other is logged and keeps its words to itself', async () => {
  book.start('adm_a', ABOUT, async () => {
    throw new JobProblem('The disk is full.')
  })
  book.start('adm_a', ABOUT, async () => {
    throw new Error('token krk_m_secret')
  })
  await vi.waitFor(() => {
    const [second, first] = book.list('adm_a')
    expect([first?.state, second?.state]).toEqual(['failed', 'failed'])
  })
  const [second, first] = book.list('adm_a')
  expect(first?.problem).toBe('The disk is full.')
  expect(second?.problem).not.toContain('krk_m')
  expect(failed).toHaveBeenCalledOnce()
})

test('a stop cancels everything and waits until it is clean', async () => {
  const [one, two] = [openEnded(), openEnded()]
  book.start('adm_a', ABOUT, one.work)
  book.start('adm_b', ABOUT, two.work)
  await vi.waitFor(() => expect(two.begun).toHaveBeenCalledOnce())
  await book.stop()
  expect([one.cleaned.mock.calls.length, two.cleaned.mock.calls.length]).toEqual([1, 1])
})

test('the oldest of what is over is forgotten', async () => {
  for (let i = 0; i < 30; i++) {
    const { id } = book.start('adm_a', ABOUT, async () => ({ file: null }))
    await vi.waitFor(() =>
      expect(book.list('adm_a').find((job) => job.id === id)?.state).toBe('done'),
    )
  }
  expect(book.list('adm_a').length).toBeLessThanOrEqual(21)
})

test('how many run is told at once, of whomever', async () => {
  const running = vi.fn()
  const counted = new JobBook({ now: () => clock, changed, failed, running })
  const [one, two] = [openEnded(), openEnded()]
  counted.start('adm_a', ABOUT, one.work)
  counted.start('adm_b', ABOUT, two.work)
  expect(running.mock.calls).toEqual([[1], [2]])
  await vi.waitFor(() => expect(two.begun).toHaveBeenCalled())
  one.end.resolve()
  await vi.waitFor(() => expect(running).toHaveBeenLastCalledWith(1))
  await counted.stop()
  expect(running).toHaveBeenLastCalledWith(0)
})
