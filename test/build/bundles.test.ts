import { type OutputChunk, rolldown } from 'rolldown'
import { expect, test } from 'vitest'
import { nodeBundle } from '../../build/build.mjs'

async function chunksOf(name: string, file: string, options: { release: boolean }) {
  const { output, ...input } = nodeBundle(name, file, options)
  const bundle = await rolldown(input)
  const { output: files } = await bundle.generate(output)
  return files.filter((one): one is OutputChunk => one.type === 'chunk')
}

/** The packages whose code is read as soon as the entry is. */
async function readAtStart(name: string, file: string): Promise<Set<string>> {
  const chunks = await chunksOf(name, file, { release: true })
  const read = new Set<string>()
  const packages = new Set<string>()
  const visit = (fileName: string) => {
    const chunk = chunks.find((one) => one.fileName === fileName)
    if (!chunk || read.has(fileName)) return
    read.add(fileName)
    for (const id of chunk.moduleIds) {
      const [, own] = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(id.replaceAll('\\', '/')) ?? []
      if (own !== undefined) packages.add(own)
    }
    for (const needed of chunk.imports) visit(needed)
  }
  visit(`${name}.cjs`)
  return packages
}

test('a release does not know the variables by which development replaces its parts', async () => {
  const variables = /env\.(KEYRACK_NODE|KEYRACK_SERVICE)/
  const knows = async (release: boolean) => {
    const chunks = await chunksOf('main', 'electron/main.ts', { release })
    return chunks.some(({ code }) => variables.test(code))
  }
  expect(await knows(false)).toBe(true)
  expect(await knows(true)).toBe(false)
})

test('a thread that looks back, and a command, read at their start only what every one of them needs', async () => {
  const thread = await readAtStart('lookbackWorker', 'proxy/admin/lookback/lookbackWorker.ts')
  expect([...thread]).toEqual(['kysely'])
  const command = await readAtStart('keyrack', 'proxy/command/keyrack.ts')
  expect(command).toContain('commander')
  for (const heavy of ['kysely', 'fastify']) expect(command).not.toContain(heavy)
})

test('the page’s bridge is one file: its sandbox reads no other', async () => {
  expect(await chunksOf('preload', 'electron/preload.ts', { release: true })).toHaveLength(1)
})
