import { parentPort, Worker } from 'node:worker_threads'

/** A question to a thread, and what it answers. */
interface Question {
  seq: number
  name: string
  input: unknown
}
type Reply =
  | { type: 'answer'; seq: number; answer: unknown }
  | { type: 'failed'; seq: number; message: string }
  | { type: 'closed' }

interface Waiting {
  resolve: (answer: unknown) => void
  reject: (error: Error) => void
}

export interface AskedThread {
  ask(name: string, input: unknown): Promise<unknown>
  /** Resolves when the thread has let go of everything. */
  close(): Promise<void>
  /** Ends it in the middle of whatever it does. */
  terminate(): Promise<void>
}

/** Starts a thread that answers questions by name; `noun` is what one of them is called, for words. */
export function openThread(url: URL, workerData: unknown, noun: string): AskedThread {
  const worker = new Worker(url, { workerData })
  const waiting = new Map<number, Waiting>()
  let seq = 0
  let gone: Error | undefined
  const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()))

  worker.on('message', (reply: Reply) => {
    if (reply.type === 'closed') return
    const asker = waiting.get(reply.seq)
    waiting.delete(reply.seq)
    if (reply.type === 'answer') asker?.resolve(reply.answer)
    else asker?.reject(new Error(`A ${noun} could not be read: ${reply.message}`))
  })
  worker.on('error', (error) => leave(new Error(`The ${noun} thread broke down`, { cause: error })))
  worker.on('exit', () => leave(new Error(`The ${noun} thread has ended`)))

  return {
    ask(name, input) {
      if (gone) return Promise.reject(gone)
      const question: Question = { seq: ++seq, name, input }
      return new Promise((resolve, reject) => {
        waiting.set(question.seq, { resolve, reject })
        worker.postMessage(question)
      })
    },
    async close() {
      if (!gone) worker.postMessage({ type: 'close' })
      await ended
    },
    async terminate() {
      await worker.terminate()
      await ended
    },
  }

  /** The first reason is the true one; everybody still waiting hears it. */
  function leave(reason: Error): void {
    gone ??= reason
    for (const { reject } of waiting.values()) reject(gone)
    waiting.clear()
  }
}

/** The thread's own side: answers until it is told to close. An answer may be a promise. */
export function answerOnThread(
  answer: (name: string, input: unknown) => unknown,
  close: () => void,
): void {
  const port = parentPort
  if (!port) throw new Error('This file runs on a worker thread')
  const reply = (message: Reply) => port.postMessage(message)
  port.on('message', async (question: Question | { type: 'close' }) => {
    if (!('seq' in question)) {
      close()
      reply({ type: 'closed' })
      port.close()
      return
    }
    const { seq, name, input } = question
    try {
      reply({ type: 'answer', seq, answer: await answer(name, input) })
    } catch (error) {
      reply({
        type: 'failed',
        seq,
        message: error instanceof Error ? error.message : String(error),
      })
    }
  })
}
