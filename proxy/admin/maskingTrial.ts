import type { z } from 'zod'
import type { maskingTrial, TrialPiece, TrialResult } from '../contract/masking.ts'
import { changeModelTexts } from '../dialects/masking/places.ts'
import { inJson } from '../policy/masking/channel.ts'
import { compileMasking, type Masking } from '../policy/masking/rules.ts'
import { MaskSession, type Piece } from '../policy/masking/session.ts'
import { kindsInWords } from '../policy/masking/words.ts'
import type { Db } from '../store/db.ts'
import { listDictionaries, listMaskRules } from '../store/masking.ts'
import { problem } from './problems.ts'

/** What the rules of a team would make of a text, side by side. */
export function tryOut(db: Db, { teamId, pasted, as }: z.infer<typeof maskingTrial>): TrialResult {
  const masking = maskingOf(db, teamId)
  const session = new MaskSession()
  const pieces = !masking
    ? [{ text: pasted, sent: pasted }]
    : as === 'text'
      ? session.pieces(pasted, masking.requests)
      : bodyPieces(pasted, session, masking)
  return {
    pieces: pieces.filter(({ text }) => text !== '').map(trialPiece),
    counts: session.counts,
    refusal: Object.keys(session.blocked).length === 0 ? null : kindsInWords(session.blocked),
  }
}

function maskingOf(db: Db, teamId: string | null): Masking | undefined {
  const rules = listMaskRules(db)
  const of = (id: string | null) => rules.find((one) => one.teamId === id)?.rules ?? {}
  return compileMasking(
    of(null),
    teamId === null ? {} : of(teamId),
    listDictionaries(db).filter((one) => one.teamId === null || one.teamId === teamId),
  )
}

/** Only what the model reads is looked through; all else is shown as it stands there. */
function bodyPieces(pasted: string, session: MaskSession, { requests }: Masking): Piece[] {
  const bytes = jsonOf(pasted)
  const pieces: Piece[] = []
  let shown = 0
  const plain = (end: number) => {
    const text = bytes.toString('utf8', shown, end)
    pieces.push({ text, sent: text })
    shown = end
  }
  changeModelTexts(bytes, (text, kind, from, to) => {
    plain(from)
    for (const piece of session.pieces(text, requests, kind === 'json'))
      pieces.push({ ...piece, text: inJson(piece.text), sent: inJson(piece.sent) })
    shown = to
    return undefined
  })
  plain(bytes.length)
  return pieces
}

function jsonOf(pasted: string): Buffer {
  try {
    JSON.parse(pasted)
    return Buffer.from(pasted)
  } catch (error) {
    throw problem('BAD_REQUEST', 'This is not the JSON of a call. Paste it whole.', error)
  }
}

const trialPiece = ({ text, sent, treatment }: Piece): TrialPiece => ({
  text,
  sent,
  ...(treatment && { found: { kind: treatment.kind, mode: treatment.mode } }),
})
