import { readFileSync, writeFileSync } from 'node:fs'
import { z } from 'zod'

const rectangle = z.object({ x: z.int(), y: z.int(), width: z.int(), height: z.int() })

export type Rectangle = z.infer<typeof rectangle>

/** What the frame remembers of its window between two starts. */
const windowMemory = z.object({
  bounds: rectangle.optional(),
  isMaximized: z.boolean().default(false),
  /** The page knows its theme only once it runs; until then the window must not flash in another. */
  theme: z.enum(['system', 'light', 'dark']).default('system'),
})

export type WindowMemory = z.infer<typeof windowMemory>

export const MINIMUM = { width: 960, height: 640 }
const USUAL = { width: 1280, height: 800 }

export function readWindowMemory(file: string): WindowMemory {
  try {
    return windowMemory.parse(JSON.parse(readFileSync(file, 'utf8')))
  } catch {
    return windowMemory.parse({})
  }
}

export function writeWindowMemory(file: string, memory: WindowMemory): void {
  writeFileSync(file, `${JSON.stringify(memory)}\n`)
}

/** Where the window opens: where it was, if enough of its top can still be grabbed on some display. */
export function placeWindow(
  bounds: Rectangle | undefined,
  workAreas: Rectangle[],
): { width: number; height: number; x?: number; y?: number } {
  if (!bounds) return USUAL
  const size = {
    width: Math.max(bounds.width, MINIMUM.width),
    height: Math.max(bounds.height, MINIMUM.height),
  }
  const isReachable = workAreas.some(
    (area) =>
      bounds.y >= area.y &&
      bounds.y < area.y + area.height - 50 &&
      bounds.x < area.x + area.width - 100 &&
      bounds.x + size.width > area.x + 100,
  )
  return isReachable ? { ...size, x: bounds.x, y: bounds.y } : size
}
