import { describe, expect, test } from 'vitest'
import { COLOURS, RAMPS, type Scheme, SERIES } from '../../renderer/tokens.ts'

const SCHEMES: Scheme[] = ['light', 'dark']
type Colour = keyof (typeof COLOURS)['light']

/** Text, the surfaces it stands on, and the least contrast by WCAG 2.2 (1.4.3). */
const TEXT_PAIRS: [Colour, Colour[]][] = [
  ['text', ['bg', 'surface', 'sunken', 'raised', 'accentSoft']],
  ['muted', ['bg', 'surface', 'raised']],
  ['faint', ['bg', 'surface', 'raised']],
  ['accentText', ['surface', 'accentSoft', 'bg']],
  ['onAccent', ['accent']],
  ['okText', ['okSoft', 'surface']],
  ['warnText', ['warnSoft', 'surface']],
  ['badText', ['badSoft', 'surface']],
  ['anomText', ['anomSoft', 'surface']],
  ['infoText', ['infoSoft', 'surface']],
]

/** Edges of inputs, rings of focus, fills: 3 by 1.4.11. */
const SHAPE_PAIRS: [Colour, Colour[]][] = [
  ['borderStrong', ['surface']],
  ['focus', ['bg', 'surface']],
  ['okFill', ['surface']],
  ['warnFill', ['surface']],
  ['badFill', ['surface']],
  ['accent', ['surface']],
]

describe.each(SCHEMES)('in the %s theme', (scheme) => {
  const colours = COLOURS[scheme]

  test.each(spread(TEXT_PAIRS))('%s on %s reads at 4.5 or more', (front, back) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(4.5)
  })

  test.each(spread(SHAPE_PAIRS))('%s on %s shows at 3 or more', (front, back) => {
    expect(contrast(colours[front], colours[back])).toBeGreaterThanOrEqual(3)
  })

  test.each(SERIES[scheme])('the series %s shows on the surface', (colour) => {
    expect(contrast(colour, colours.surface)).toBeGreaterThanOrEqual(4.5)
  })

  test('white reads on the buttons, at rest and under the pointer', () => {
    const steps = scheme === 'light' ? [7, 8] : [6, 7]
    for (const ramp of [RAMPS.cobalt, RAMPS.red]) {
      for (const step of steps) {
        expect(contrast('#FFFFFF', ramp[step] ?? '')).toBeGreaterThanOrEqual(4.5)
      }
    }
  })
})

test('contrast is what WCAG says it is', () => {
  expect(contrast('#000000', '#FFFFFF')).toBeCloseTo(21, 5)
  expect(contrast('#767676', '#FFFFFF')).toBeCloseTo(4.54, 2)
})

function spread(pairs: [Colour, Colour[]][]): [Colour, Colour][] {
  return pairs.flatMap(([front, backs]) => backs.map((back): [Colour, Colour] => [front, back]))
}

/** WCAG 2.2, "contrast ratio". */
function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a)
  return (light + 0.05) / (dark + 0.05)
}

/** WCAG 2.2, "relative luminance". */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(colour.slice(at, at + 2), 16) / 255
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue
}
