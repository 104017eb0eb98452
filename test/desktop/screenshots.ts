import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from '@playwright/test'

const FOLDER = join('test-results', 'screenshots')

/** Keeps a picture of the page in both themes, as `NAME-light.png` and `NAME-dark.png`. */
export async function shoot(page: Page, name: string): Promise<void> {
  await mkdir(FOLDER, { recursive: true })
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({
      path: join(FOLDER, `${name}-${colorScheme}.png`),
      animations: 'disabled',
    })
  }
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
}
