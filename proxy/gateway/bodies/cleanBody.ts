import { MaskSession } from '../../policy/masking/session.ts'
import type { MaskingDirectory } from '../maskingDirectory.ts'
import type { KeptCall } from './bodyKeeper.ts'

/** What stands at the end of a cut body may be the half of something that is masked, and no detector sees that. */
const CUT_TAIL_BYTES = 512

/** Masks in what is kept of a body whatever the rules of its team mask, wherever in it that stands. */
export function cleanBody(
  masking: MaskingDirectory,
): (text: Buffer, of: Pick<KeptCall, 'teamId'>, isCut: boolean) => Buffer {
  return (text, of, isCut) => {
    const rules = masking.of(of)
    if (!rules) return text
    const whole = isCut ? text.subarray(0, Math.max(0, text.length - CUT_TAIL_BYTES)) : text
    const before = whole.toString('utf8')
    // As JSON: lines of a stream hold it as well, and an escape must not hide what stands behind it.
    const after = new MaskSession().hide(before, rules.requests, true)
    return after === before ? whole : Buffer.from(after)
  }
}
