import { expect, test } from 'vitest'
import { filledText, maskToken, shownText } from '../../renderer/pages/members/snippetText.ts'

const TOKEN = 'krk_m_FAKEcanary00000000008Zp1'
const SNIPPET = 'export OPENAI_API_KEY={token}\ncurl -H "Authorization: Bearer {token}"'

test('what is copied holds the true token at every place', () => {
  const copied = filledText(SNIPPET, TOKEN, 'YOUR_TOKEN')
  expect(copied.split(TOKEN).length).toBe(3)
  expect(copied).not.toContain('{token}')
})

test('what is shown hides the token until it is revealed', () => {
  const hidden = shownText(SNIPPET, TOKEN, { isShown: false, placeholder: 'YOUR_TOKEN' })
  expect(hidden).not.toContain('FAKEcanary')
  expect(hidden).toContain(maskToken(TOKEN))
  expect(shownText(SNIPPET, TOKEN, { isShown: true, placeholder: 'YOUR_TOKEN' })).toContain(TOKEN)
})

test('without a token both hold a placeholder', () => {
  expect(filledText('{token}', undefined, 'YOUR_TOKEN')).toBe('YOUR_TOKEN')
  expect(shownText('{token}', undefined, { isShown: true, placeholder: 'YOUR_TOKEN' })).toBe(
    'YOUR_TOKEN',
  )
})

test('a mask keeps the kind and the last four characters only', () => {
  expect(maskToken(TOKEN)).toBe('krk_m_••••••••8Zp1')
})
