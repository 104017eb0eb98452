import { expect, test, vi } from 'vitest'
import { type QuitQuestion, Quitting } from '../../electron/quitting.ts'

/** An app with so much work, and somebody who answers when told to. */
function appWith(jobs: number) {
  const app = { jobs, quit: vi.fn(), asked: [] as QuitQuestion[], answer: (_: boolean) => {} }
  const quitting = new Quitting({
    jobs: () => app.jobs,
    quit: app.quit,
    ask(question) {
      app.asked.push(question)
      return new Promise((answer) => {
        app.answer = answer
      })
    },
  })
  return { app, quitting }
}

const settled = () => new Promise((later) => setImmediate(later))

test('without work the app ends at once', () => {
  const { app, quitting } = appWith(0)
  expect(quitting.holds()).toBe(false)
  expect(app.asked).toEqual([])
})

test('with work it asks once, however often somebody presses, and waits when told to', async () => {
  const { app, quitting } = appWith(2)
  expect([quitting.holds(), quitting.holds()]).toEqual([true, true])
  expect(app.asked).toEqual([
    {
      message: '2 jobs are still running.',
      detail: expect.stringContaining('they are cancelled'),
      buttons: ['Wait', 'Quit anyway'],
    },
  ])
  app.answer(false)
  await settled()
  expect(app.quit).not.toHaveBeenCalled()
  // The next time it asks again, and ends without a question once the work is done.
  expect(quitting.holds()).toBe(true)
  app.answer(false)
  await settled()
  app.jobs = 0
  expect(quitting.holds()).toBe(false)
  expect(app.asked).toHaveLength(2)
})

test('whoever quits anyway is not asked again', async () => {
  const { app, quitting } = appWith(1)
  expect(quitting.holds()).toBe(true)
  expect(app.asked[0]?.message).toBe('A job is still running.')
  app.answer(true)
  await settled()
  expect(app.quit).toHaveBeenCalledTimes(1)
  expect(quitting.holds()).toBe(false)
})
