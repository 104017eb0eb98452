import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { openTypeOf } from './openType.ts'

/** Each file holds the letters of some scripts; a text takes each letter from the first file that has it. */
export const SCRIPTS = [
  ...(['latin', 'latin-ext', 'vietnamese', 'greek', 'greek-ext'] as const),
  ...(['cyrillic', 'cyrillic-ext'] as const),
] as const
export type Script = (typeof SCRIPTS)[number]
export const WEIGHTS = [400, 600] as const
export type Weight = (typeof WEIGHTS)[number]

/** The built files lie beside the built thread; its sources take them from the package. */
const isSource = import.meta.filename.endsWith('.ts')
const FOLDER = new URL(
  isSource ? '../../../../node_modules/@fontsource/inter/files/' : './fonts/',
  pathToFileURL(import.meta.filename),
)

const opened = new Map<string, Buffer>()

/** The font's bytes; read once a thread, for a report for each team may need them often. */
export function fontBytes(script: Script, weight: Weight): Buffer {
  const name = `inter-${script}-${weight}-normal.woff`
  const known = opened.get(name)
  if (known) return known
  const bytes = openTypeOf(readFileSync(new URL(name, FOLDER)))
  opened.set(name, bytes)
  return bytes
}
