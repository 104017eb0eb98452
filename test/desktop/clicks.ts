import type { Locator } from '@playwright/test'

/** Counts what a person presses. Typing into the field that has the focus is no press. */
interface Clicks {
  count: number
  press(target: Locator): Promise<void>
}

export function countClicks(): Clicks {
  return {
    count: 0,
    async press(target) {
      this.count++
      await target.click()
    },
  }
}
