import type { Page } from '@playwright/test'
import { ask, refusalOf } from './callers.ts'
import { shoot } from './screenshots.ts'
import {
  expect,
  goTo,
  openRow,
  PASSPHRASE,
  type Team,
  test,
  tryPassphrase,
  unlock,
} from './team.ts'

const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })
const lockedTitle = (page: Page) => page.getByRole('heading', { level: 1, name: 'Unlock Keyrack' })

/** What every call is answered while the vault is locked. */
async function expectRefusedAsLocked(team: Team): Promise<void> {
  expect(await refusalOf(ask(team))).toEqual({
    name: 'InternalServerError',
    status: 503,
    message: expect.stringMatching(/Keyrack: .*locked/),
  })
}

/** Runs a command of the palette, without the pointer. */
async function run(page: Page, command: string): Promise<void> {
  await page.keyboard.press('Control+K')
  await page.keyboard.type(command)
  await expect(page.getByRole('button', { name: command })).toBeVisible()
  await page.keyboard.press('Enter')
}

test('a locked window shows nothing and asks for the passphrase, while calls go on', async ({
  team,
}) => {
  const { page } = team
  await ask(team)
  await goTo(page, 'Members')
  await page.keyboard.press('Control+L')
  await expect(lockedTitle(page)).toBeVisible()
  await expect(page.getByText('The proxy keeps running while this window is locked.')).toBeVisible()
  await expect(page.getByText('Ana')).toHaveCount(0)
  await shoot(page, 'locked-window')
  expect((await ask(team)).choices).toHaveLength(1)

  await button(page, 'Unlock').click()
  await expect(page.getByText('Type the passphrase of the vault.')).toBeVisible()
  for (const left of [4, 3]) {
    await tryPassphrase(page, 'a guess that is wrong')
    const words = `That passphrase did not open the vault. ${left} tries left before a 30-second pause.`
    await expect(page.getByRole('alert')).toContainText(words)
  }
  await shoot(page, 'wrong-passphrase')
  await unlock(page)
  // Back where the person was, with the call that went through meanwhile.
  await expect(page.getByRole('heading', { level: 1, name: 'Members' })).toBeVisible()
  await goTo(page, 'Activity')
  await expect(page.getByText('2 calls')).toBeVisible()
})

test('after five wrong passphrases there is a pause that a restart does not shorten', async ({
  team,
  launch,
}) => {
  const { page } = team
  await button(page, 'Lock window').click()
  await expect(lockedTitle(page)).toBeVisible()
  for (const words of [/4 tries/, /3 tries/, /2 tries/, /1 try/, /again in (30|29) seconds/]) {
    await tryPassphrase(page, 'a guess that is wrong')
    await expect(page.getByRole('alert')).toContainText(words)
  }
  await team.app.close()
  const again = await launch()
  await tryPassphrase(again.page, PASSPHRASE)
  await expect(again.page.getByRole('alert')).toContainText('this try was not counted')
})

test('a locked vault refuses every call until it is unlocked', async ({ team }) => {
  const { page } = team
  await run(page, 'Lock vault and stop proxy')
  const dialog = page.getByRole('dialog', { name: 'Lock the vault and stop serving?' })
  await expect(dialog.getByText('No call is in flight.')).toBeVisible()
  await shoot(page, 'lock-vault')
  await dialog.getByRole('button', { name: 'Lock vault' }).click()
  await expect(page.getByText('The vault is locked. Teammates cannot call')).toBeVisible()
  await expectRefusedAsLocked(team)
  await shoot(page, 'locked-vault')
  await unlock(page)
  expect((await ask(team)).choices).toHaveLength(1)
})

test('after a restart everything is there, and calls wait for the passphrase', async ({
  team,
  launch,
}) => {
  await ask(team)
  await team.app.close()
  const { page } = await launch()
  await expect(page.getByText('The vault is locked. Teammates cannot call')).toBeVisible()
  await expectRefusedAsLocked(team)
  await unlock(page)
  expect((await ask(team)).choices).toHaveLength(1)
  await expect(page.getByRole('status', { name: 'Address' })).toHaveText(team.url)
  await goTo(page, 'Activity')
  await expect(page.getByText('2 calls')).toBeVisible()
  await goTo(page, 'Keys')
  await openRow(page, 'Provider keys', 'Main')
  await button(page, 'Test now').click()
  await expect(page.getByText(/Works\. \d+ models visible\./)).toBeVisible()
  await goTo(page, 'Members')
  await openRow(page, 'Members', 'Ana')
  await expect(page.getByRole('article', { name: 'laptop' })).toBeVisible()
})

test('the passphrase can be changed, and the recovery key opens the vault when it is forgotten', async ({
  team,
}) => {
  const { page } = team
  const second = 'a second passphrase, just as long'
  const third = 'a third one after a bad memory'
  await goTo(page, 'Settings')
  await page.getByRole('link', { name: 'Security' }).click()
  await page.getByLabel('Current passphrase').fill('not the passphrase')
  await page.getByLabel('New passphrase', { exact: true }).fill(second)
  await page.getByLabel('Repeat new passphrase').fill(second)
  await button(page, 'Change passphrase').click()
  await expect(page.getByRole('alert')).toContainText('did not open the vault')
  await page.getByLabel('Current passphrase').fill(PASSPHRASE)
  await button(page, 'Change passphrase').click()
  await expect(page.getByText('The passphrase is changed.')).toBeVisible()
  await shoot(page, 'settings-security')

  await button(page, 'Lock window').click()
  await tryPassphrase(page, PASSPHRASE)
  await expect(page.getByRole('alert')).toContainText('did not open the vault')
  await button(page, 'Forgot passphrase').click()
  await page.getByLabel('Recovery key').fill(team.recoveryKey.toLowerCase())
  await page.getByLabel('New passphrase', { exact: true }).fill(third)
  await page.getByLabel('Repeat new passphrase').fill(third)
  await shoot(page, 'recover')
  await button(page, 'Recover').click()

  const kit = page.getByRole('status', { name: 'Save your recovery kit' })
  await expect(kit).toHaveText(/^(\w{4}-){13}\w{4}$/)
  await expect(kit).not.toHaveText(team.recoveryKey)
  await button(page, 'Later').click()
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible()
  expect((await ask(team)).choices).toHaveLength(1)
  await button(page, 'Lock window').click()
  await unlock(page, third)

  // A used recovery key is used up.
  await button(page, 'Lock window').click()
  await button(page, 'Forgot passphrase').click()
  await page.getByLabel('Recovery key').fill(team.recoveryKey)
  await page.getByLabel('New passphrase', { exact: true }).fill(second)
  await page.getByLabel('Repeat new passphrase').fill(second)
  await button(page, 'Recover').click()
  await expect(page.getByRole('alert')).toBeVisible()
  await button(page, 'Back to unlock').click()
  await unlock(page, third)
})
