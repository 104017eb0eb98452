import { rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { nodeBundle } from '../../build/build.mjs'

async function codeOf(options: { release: boolean }): Promise<string> {
  const { output, ...input } = nodeBundle('main', 'electron/main.ts', options)
  const bundle = await rolldown(input)
  const { output: chunks } = await bundle.generate(output)
  return chunks[0].code
}

test('a release does not know the variables by which development replaces its parts', async () => {
  const variables = /env\.(KEYRACK_NODE|KEYRACK_SERVICE)/
  expect(variables.test(await codeOf({ release: false }))).toBe(true)
  expect(variables.test(await codeOf({ release: true }))).toBe(false)
})
