import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until there is an answer; gives up, loudly, after ten seconds. */
export async function until<T>(
  ask: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const end = Date.now() + 10_000
  for (;;) {
    const answer = await ask()
    if (answer !== undefined && answer !== false) return answer
    if (Date.now() > end) throw new Error('it did not happen within ten seconds')
    await sleep(10)
  }
}
