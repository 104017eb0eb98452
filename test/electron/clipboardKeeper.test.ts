import { expect, test } from 'vitest'
import { ClipboardKeeper } from '../../electron/clipboardKeeper.ts'

function memory() {
  let text = ''
  return {
    readText: async () => text,
    writeText: async (next: string) => {
      text = next
    },
    clear: async () => {
      text = ''
    },
  }
}

test('a secret is taken off the clipboard after its time', async () => {
  const clipboard = memory()
  await new ClipboardKeeper(clipboard, 5).write('canary-secret', { isSecret: true })
  await expect.poll(clipboard.readText).toBe('')
})

test('what is no secret stays', async () => {
  const clipboard = memory()
  const keeper = new ClipboardKeeper(clipboard)
  await keeper.write('https://192.168.1.24:8443', { isSecret: false })
  await keeper.clearSecret()
  expect(await clipboard.readText()).toBe('https://192.168.1.24:8443')
})

test('what was copied after the secret stays, by Keyrack or by another program', async () => {
  const clipboard = memory()
  const keeper = new ClipboardKeeper(clipboard)
  await keeper.write('canary-secret', { isSecret: true })
  await clipboard.writeText('a recipe')
  await keeper.clearSecret()
  expect(await clipboard.readText()).toBe('a recipe')

  await keeper.write('canary-secret', { isSecret: true })
  await keeper.write('an address', { isSecret: false })
  await keeper.clearSecret()
  expect(await clipboard.readText()).toBe('an address')
})
