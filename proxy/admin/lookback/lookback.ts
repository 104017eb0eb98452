import { openThread } from '../../base/thread.ts'
import { LOOKBACKS, type Lookback } from './looks.ts'

/**
 * A thread of its own for one long look: neither a call nor a chart waits for it. `workerUrl` is lookbackWorker's
 * file.
 */
export function openLookback(file: string, workerUrl: URL): Lookback {
  const thread = openThread(workerUrl, { file }, 'look back')
  const looks = LOOKBACKS.map((name) => [name, (input: unknown) => thread.ask(name, input)])
  return { ...Object.fromEntries(looks), close: thread.terminate } as Lookback
}
