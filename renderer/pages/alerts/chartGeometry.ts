import type { AlarmEvidence } from '../../../proxy/contract/alarms.ts'

export const WIDTH = 400
export const HEIGHT = 96
/** Bars stand apart by this much. */
const GAP = 1
/** A value that is there is seen, however small. */
const LEAST = 1

/** Where bars and band stand; the floor is zero, and everything that is shown fits. */
export function chartGeometry(points: AlarmEvidence['points'], usual: AlarmEvidence['usual']) {
  const most = Math.max(1, usual?.high ?? 0, ...points.map(({ value }) => value))
  const step = WIDTH / points.length
  const tall = (value: number) => (Math.max(0, value) / most) * HEIGHT
  const bars = points.map(({ at, value }, index) => {
    const height = value > 0 ? Math.max(LEAST, tall(value)) : 0
    return {
      ...{ at, value, height, x: index * step, y: HEIGHT - height, width: Math.max(1, step - GAP) },
      isHigh: usual !== null && value > usual.high,
    }
  })
  const band = usual && {
    top: HEIGHT - tall(usual.high),
    height: Math.max(LEAST, tall(usual.high) - tall(usual.low)),
  }
  return { bars, band }
}
