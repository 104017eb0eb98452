import AxeBuilder from '@axe-core/playwright'
import type { ElectronApplication, Page } from '@playwright/test'
import { expect } from './fixtures.ts'

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

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
  const light = await run(page, (builder) => builder.withTags(RULES))
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: 'reduce' })
  // Nothing but the colours differs between the themes.
  const dark = await run(page, (builder) =>
    builder.withRules(['color-contrast', 'link-in-text-block']),
  )
  await page.emulateMedia({ colorScheme: null, reducedMotion: null })
  return [...light, ...dark.map((line) => `dark: ${line}`)]
}

async function run(page: Page, rules: (builder: AxeBuilder) => AxeBuilder): Promise<string[]> {
  // The newer way opens a window of its own, which the app refuses.
  const builder = new AxeBuilder({ page }).setLegacyMode(true)
  builder.options({ resultTypes: ['violations'] })
  rules(builder)
  // What drops down from a field or a button stands outside of all landmarks on purpose.
  const dropped = page.getByRole('listbox').or(page.getByRole('menu'))
  if ((await dropped.count()) > 0) builder.disableRules('region')
  const { violations } = await builder.analyze()
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
