import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until there is an answer; gives up, loudly, after some seconds. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
  seconds = 20,
): Promise<T> {
  const end = Date.now() + seconds * 1000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error(`it did not happen within ${seconds} seconds`)
    await sleep(10)
  }
}
