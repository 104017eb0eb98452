import type PDFDocument from 'pdfkit'
import { fontBytes, SCRIPTS, type Script, type Weight } from './fonts.ts'

type Document = InstanceType<typeof PDFDocument>

/** A stretch of a text in one font; null for a letter that no font has. */
interface Run {
  font: string | null
  text: string
}

/**
 * Figures stand under each other. Inter's hundreds of contextual alternates take most of the time of laying a text
 * out, for arrows and the like. The types know of a list only; an object also switches off.
 */
const FEATURES = { tnum: true, calt: false } as unknown as PDFKit.Mixins.OpenTypeFeatures[]
/** How wide the box is that stands for a letter nobody can draw, as a part of the size. */
const BOX = 0.62
/** What turns the order of letters or has no form at all. */
const FORMATS = /(?!\u200c|\u200d)[\p{Cc}\p{Cf}\p{Cs}]|\u2028|\u2029/gu
/** What joins letters or chooses one of their forms. */
const JOINERS = /\u200c|\u200d|[\ufe00-\ufe0f]/gu

/** Writes texts in whatever scripts the fonts have; what they have not becomes a box, never another letter. */
export class Letters {
  readonly #doc: Document
  readonly #segments = new Intl.Segmenter('en', { granularity: 'grapheme' })
  readonly #known = new Map<string, { has: (point: number) => boolean }>()
  readonly #fonts = new Map<string, string | null>()
  /** Of texts at a size of one point. */
  readonly #widths = new Map<string, number>()
  /** True once a box was drawn. */
  hasBoxes = false

  constructor(doc: Document) {
    this.#doc = doc
  }

  /** True when every letter of a text can be drawn. */
  canDraw(text: string): boolean {
    return this.#runs(text, 400).every(({ font }) => font !== null)
  }

  width(text: string, size: number, weight: Weight): number {
    let width = 0
    for (const { font, text: part } of this.#runs(text, weight))
      width += this.#wide(font, part, size)
    return width
  }

  /** The text itself, or as much of it as fits, with an ellipsis. */
  fitted(text: string, room: number, size: number, weight: Weight): string {
    if (this.width(text, size, weight) <= room) return text
    const parts = [...this.#segments.segment(text)].map(({ segment }) => segment)
    let [least, most] = [0, parts.length]
    while (least < most) {
      const middle = Math.ceil((least + most) / 2)
      const fits = this.width(`${parts.slice(0, middle).join('')}…`, size, weight) <= room
      if (fits) least = middle
      else most = middle - 1
    }
    return `${parts.slice(0, least).join('').trimEnd()}…`
  }

  /** Draws from `x` on, on the base line `y`. */
  draw(text: string, at: { x: number; y: number; size: number; weight: Weight; color: string }) {
    let { x } = at
    for (const { font, text: part } of this.#runs(text, at.weight)) {
      const wide = this.#wide(font, part, at.size)
      if (font === null) this.#box(part, { ...at, x })
      else {
        this.#doc.font(font).fontSize(at.size).fillColor(at.color)
        this.#doc.text(part, x, at.y, {
          ...{ lineBreak: false, baseline: 'alphabetic', features: FEATURES },
        })
      }
      x += wide
    }
  }

  #box(
    letters: string,
    { x, y, size, color }: { x: number; y: number; size: number; color: string },
  ) {
    this.hasBoxes = true
    const count = [...this.#segments.segment(letters)].length
    for (let index = 0; index < count; index++) {
      const left = x + index * size * BOX + size * 0.06
      this.#doc.lineWidth(size * 0.06).strokeColor(color)
      this.#doc.rect(left, y - size * 0.68, size * (BOX - 0.12), size * 0.68).stroke()
    }
  }

  #wide(font: string | null, text: string, size: number): number {
    if (font === null) return [...this.#segments.segment(text)].length * size * BOX
    const place = `${font} ${text}`
    const known = this.#widths.get(place)
    if (known !== undefined) return known * size
    const wide = this.#doc.font(font).fontSize(1).widthOfString(text, { features: FEATURES })
    this.#widths.set(place, wide)
    return wide * size
  }

  #runs(text: string, weight: Weight): Run[] {
    const runs: Run[] = []
    const plain = text.normalize('NFC').replace(FORMATS, ' ')
    for (const { segment } of this.#segments.segment(plain)) {
      const letters = segment.replace(JOINERS, '')
      if (letters === '') continue
      const font = this.#fontOf(letters, weight)
      // Joined letters that nobody can draw are one box.
      const shown = font === null ? segment : letters
      const last = runs.at(-1)
      if (last?.font === font) last.text += shown
      else runs.push({ font, text: shown })
    }
    return runs
  }

  #fontOf(segment: string, weight: Weight): string | null {
    const place = `${weight} ${segment}`
    const known = this.#fonts.get(place)
    if (known !== undefined) return known
    const points = [...segment].map((letter) => letter.codePointAt(0) ?? 0)
    const script = SCRIPTS.find((each) => points.every(this.#opened(each, weight).has))
    const font = script === undefined ? null : `${script} ${weight}`
    this.#fonts.set(place, font)
    return font
  }

  #opened(script: Script, weight: Weight) {
    const name = `${script} ${weight}`
    const known = this.#known.get(name)
    if (known) return known
    this.#doc.registerFont(name, fontBytes(script, weight))
    this.#doc.font(name)
    // What PDFKit keeps of the font it has open; its types do not tell.
    const { _font } = this.#doc as unknown as { _font: { font: FontkitFont } }
    const { font } = _font
    const opened = { has: (point: number) => font.hasGlyphForCodePoint(point) }
    this.#known.set(name, opened)
    return opened
  }
}

interface FontkitFont {
  hasGlyphForCodePoint(point: number): boolean
}
