import type { ElectronApplication, Page } from '@playwright/test'
import axe, { type RunOnly } from 'axe-core'
import { expect } from './fixtures.ts'

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

export const LARGE = { width: 1280, height: 800 }
export const SMALL = { width: 960, height: 640 }
export type Size = typeof LARGE

/** Gives the window this size, its frame included, and waits until the page has it. */
export async function resize(app: ElectronApplication, page: Page, size: Size): Promise<void> {
  await app.evaluate(({ BrowserWindow }, wanted) => {
    BrowserWindow.getAllWindows()[0]?.setSize(wanted.width, wanted.height)
  }, size)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(size.width)
}

/** Moves the pointer to where nothing is. */
export async function leaveTooltips(page: Page): Promise<void> {
  await page.mouse.move(500, 5)
  await expect(page.getByRole('tooltip')).toHaveCount(0)
}

/** What axe finds on the page as it stands, in both themes, one line each. */
export async function auditOf(page: Page): Promise<string[]> {
  await leaveTooltips(page)
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' })
  await endOfMotion(page)
  const light = await run(page, { type: 'tag', values: TAGS })
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  await endOfMotion(page)
  // Nothing but the colours differs between the themes.
  const dark = await run(page, { type: 'rule', values: ['color-contrast', 'link-in-text-block'] })
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return [...light, ...dark.map((line) => `dark: ${line}`)]
}

/** Waits until nothing fades in, out or to another colour: what is half there has half its contrast. */
async function endOfMotion(page: Page): Promise<void> {
  await page.evaluate(async () => {
    // A fade begins one or two frames after what begins it.
    for (let frame = 0; frame < 3; frame++) {
      await new Promise((next) => requestAnimationFrame(next))
    }
    const ends = document
      .getAnimations()
      .filter(({ effect }) => effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY)
    await Promise.allSettled(ends.map(({ finished }) => finished))
  })
}

async function run(page: Page, runOnly: RunOnly): Promise<string[]> {
  // Read once for each page: it takes as long as a look.
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  // What drops down from a field or a button stands outside of all landmarks on purpose.
  const dropped = page.getByRole('listbox').or(page.getByRole('menu'))
  const rules = { region: { enabled: (await dropped.count()) === 0 } }
  const { violations } = await page.evaluate(
    (options) => (window as unknown as { axe: typeof axe }).axe.run(options),
    { runOnly, resultTypes: ['violations' as const], ...(runOnly.type === 'tag' ? { rules } : {}) },
  )
  return violations.flatMap(({ id, impact, nodes }) =>
    nodes.map(
      ({ target, failureSummary }) => `${impact} ${id}: ${target.join(' ')} ${failureSummary}`,
    ),
  )
}

/** True when the page's main part can be scrolled sideways, or the window itself in any direction. */
export function overflowOf(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const parts = { window: document.documentElement, main: document.querySelector('main') }
    return Object.entries(parts).flatMap(([name, part]) =>
      part && part.scrollWidth > part.clientWidth + 1
        ? [`${name}: ${part.scrollWidth} in ${part.clientWidth} px`]
        : [],
    )
  })
}

/** Walks through the page by Tab, back to where it began; answers what was reached, and what of it shows no focus. */
export async function walkByTab(page: Page): Promise<{ reached: string[]; unseen: string[] }> {
  await page.evaluate(() => {
    for (const element of document.querySelectorAll<HTMLElement>('[data-walked]')) {
      delete element.dataset.walked
    }
    // Otherwise Tab goes on from the link that was pressed last.
    document.body.tabIndex = -1
    document.body.focus()
    document.body.removeAttribute('tabindex')
  })
  const reached: string[] = []
  const unseen: string[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null
      if (!element || element === document.body) return undefined
      // A date is one field with a stop for each of its parts.
      const isSame = element.dataset.walked === 'last'
      const isMarked = element.dataset.walked !== undefined && !isSame
      for (const before of document.querySelectorAll<HTMLElement>('[data-walked=last]')) {
        before.dataset.walked = ''
      }
      element.dataset.walked = 'last'
      // A hidden input shows its focus on what is drawn for it, a field on the box around it.
      const box = element.parentElement
      const isSeen = [element, element.nextElementSibling, box, box?.parentElement].some((part) => {
        if (!part) return false
        const { outlineStyle, outlineWidth } = getComputedStyle(part)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      })
      const name = element.getAttribute('aria-label') ?? element.innerText ?? ''
      return { isMarked, isSeen, name: `${element.localName} ${name.slice(0, 40)}`.trim() }
    })
    if (!at || at.isMarked) return { reached, unseen }
    reached.push(at.name)
    if (!at.isSeen) unseen.push(at.name)
    // A trap would never lead back.
    if (reached.length > 200) throw new Error(`Tab leads nowhere: ${reached.slice(-5)}`)
  }
}
