import { inflateSync } from 'node:zlib'

/** The texts of each page of a PDF as PDFKit writes it, in the order in which they were drawn. */
export function pdfTexts(file: Buffer): string[][] {
  const objects = objectsOf(file)
  const letters = new Map<string, Map<number, string>>()
  for (const { text } of objects.values()) {
    for (const [, name = '', font = ''] of text.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      const [, toUnicode = ''] = /\/ToUnicode (\d+) 0 R/.exec(objects.get(font)?.text ?? '') ?? []
      letters.set(name, lettersOf(objects.get(toUnicode)?.stream ?? ''))
    }
  }
  return [...objects.values()]
    .filter(({ text }) => /\/Type \/Page\b/.test(text))
    .map(({ text }) => {
      const [, contents = ''] = /\/Contents (\d+) 0 R/.exec(text) ?? []
      return textsOf(objects.get(contents)?.stream ?? '', letters)
    })
}

interface Found {
  text: string
  stream: string
}

function objectsOf(file: Buffer): Map<string, Found> {
  const all = file.toString('latin1')
  const found = new Map<string, Found>()
  for (const match of all.matchAll(/^(\d+) 0 obj\n/gm)) {
    const begin = match.index + match[0].length
    const end = all.indexOf('\nendobj', begin)
    const body = all.slice(begin, end)
    const streamAt = body.indexOf('stream\n')
    const text = streamAt < 0 ? body : body.slice(0, streamAt)
    const isPacked = text.includes('FlateDecode')
    const bytes = Buffer.from(body.slice(streamAt + 7), 'latin1')
    const stream = streamAt < 0 ? '' : isPacked ? inflateSync(bytes).toString('latin1') : body
    found.set(match[1] ?? '', { text, stream })
  }
  return found
}

/** What each glyph stands for. */
function lettersOf(map: string): Map<number, string> {
  const letters = new Map<number, string>()
  for (const [, first = '', list = ''] of map.matchAll(/<(\w+)> <\w+> \[([^\]]*)\]/g)) {
    const texts = [...list.matchAll(/<([^>]*)>/g)].map(([, hex = '']) => hex.replaceAll(' ', ''))
    texts.forEach((hex, index) => {
      const units = hex.match(/.{4}/g)?.map((unit) => Number.parseInt(unit, 16)) ?? []
      letters.set(Number.parseInt(first, 16) + index, String.fromCharCode(...units))
    })
  }
  return letters
}

function textsOf(content: string, letters: ReadonlyMap<string, Map<number, string>>): string[] {
  const texts: string[] = []
  let font = new Map<number, string>()
  for (const [all, name, shown = ''] of content.matchAll(/\/(F\d+) [\d.]+ Tf|\[([^\]]*)\] TJ/g)) {
    if (name !== undefined) font = letters.get(name) ?? new Map()
    if (!all.endsWith('TJ')) continue
    const glyphs = [...shown.matchAll(/<([^>]*)>/g)].flatMap(
      ([, hex = '']) => hex.match(/.{4}/g) ?? [],
    )
    texts.push(glyphs.map((glyph) => font.get(Number.parseInt(glyph, 16)) ?? '\ufffd').join(''))
  }
  return texts
}
