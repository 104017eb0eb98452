import PDFDocument from 'pdfkit'
import type { Weight } from './fonts.ts'
import { Letters } from './letters.ts'

/** Millimetres matter to nobody here: points, 72 to the inch, on A4. */
export const PAGE = { width: 595.28, height: 841.89, left: 40, right: 40, top: 62, bottom: 58 }
export const WIDTH = PAGE.width - PAGE.left - PAGE.right

export const COLORS = {
  ink: '#1b2130',
  muted: '#5a6272',
  line: '#d4d8dd',
  faint: '#f2f4f7',
  bar: '#2f6ae0',
  warn: '#7e5400',
  warnBack: '#fff1df',
  bad: '#ac1822',
} as const

export interface TextStyle {
  size?: number
  weight?: Weight
  color?: string
  align?: 'start' | 'end'
  /** Longer texts end with an ellipsis. */
  room?: number
}

/** Paper that is written from top to bottom; `y` is where the next thing goes. */
export class Paper {
  readonly doc: InstanceType<typeof PDFDocument>
  readonly letters: Letters
  y: number = PAGE.top

  constructor(about: { title: string; madeAt: number }) {
    const at = new Date(about.madeAt)
    this.doc = new PDFDocument({
      ...{ size: 'A4', margin: 0, bufferPages: true, autoFirstPage: false, lang: 'en' },
      // Its own fonts know no letters beyond Latin-1: it opens with none.
      ...{ font: '', displayTitle: true },
      info: {
        ...{ Title: about.title, Creator: 'Keyrack', Producer: 'Keyrack' },
        ...{ CreationDate: at, ModDate: at },
      },
    })
    this.letters = new Letters(this.doc)
  }

  newPage(): void {
    this.doc.addPage()
    this.y = PAGE.top
  }

  /** A new page where less than so much is left of this one; says whether there is one. */
  ensure(height: number): boolean {
    if (this.y + height <= PAGE.height - PAGE.bottom) return false
    this.newPage()
    return true
  }

  /** One line of text; `x` is its end where it is aligned to it. */
  text(text: string, x: number, y: number, style: TextStyle = {}): void {
    const { size = 9, weight = 400, color = COLORS.ink, align = 'start', room } = style
    const fitted = room === undefined ? text : this.letters.fitted(text, room, size, weight)
    const left = align === 'end' ? x - this.letters.width(fitted, size, weight) : x
    this.letters.draw(fitted, { x: left, y, size, weight, color })
  }

  /** Several lines, broken between words; moves on behind them. */
  paragraph(text: string, style: TextStyle & { x?: number } = {}): void {
    const { size = 9, weight = 400, x = PAGE.left, room = WIDTH } = style
    for (const line of this.lines(text, room, size, weight)) {
      this.ensure(size * 1.45)
      this.text(line, x, this.y + size, { ...style, size, weight, room })
      this.y += size * 1.45
    }
  }

  lines(text: string, room: number, size: number, weight: Weight): string[] {
    const lines: string[] = []
    let line = ''
    for (const word of text.split(' ')) {
      const longer = line === '' ? word : `${line} ${word}`
      if (line !== '' && this.letters.width(longer, size, weight) > room) {
        lines.push(line)
        line = word
      } else line = longer
    }
    return [...lines, line]
  }

  rule(y: number, color: string = COLORS.line, width = 0.6): void {
    const { left, right } = PAGE
    this.doc.lineWidth(width).strokeColor(color)
    this.doc
      .moveTo(left, y)
      .lineTo(PAGE.width - right, y)
      .stroke()
  }

  box(x: number, y: number, width: number, height: number, color: string): void {
    this.doc.rect(x, y, width, height).fill(color)
  }

  /** Draws on every page there is, with its number. */
  onEachPage(draw: (page: number, pages: number) => void): void {
    const { start, count } = this.doc.bufferedPageRange()
    for (let page = start; page < start + count; page++) {
      this.doc.switchToPage(page)
      draw(page - start + 1, count)
    }
  }

  /** The whole file; nothing can be drawn afterwards. */
  finish(): Buffer {
    this.doc.end()
    const parts: Buffer[] = []
    // Everything was written by now and waits to be read.
    for (let part = this.doc.read(); part !== null; part = this.doc.read())
      parts.push(part as Buffer)
    return Buffer.concat(parts)
  }
}
