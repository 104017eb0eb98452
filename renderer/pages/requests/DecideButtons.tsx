import { Button } from '@mantine/core'
import type { AccessRequest } from '../../../proxy/contract/requests.ts'
import { useWords } from '../../words/words.ts'
import { askedWords } from './requestWords.ts'

export type DecisionKind = 'approve' | 'decline'

const KINDS = ['approve', 'decline'] as const satisfies DecisionKind[]

/** The two answers to a request, small enough for a row. */
export function DecideButtons(props: {
  of: AccessRequest
  onDecide: (kind: DecisionKind) => void
}) {
  const t = useWords('requests')
  const { of: request, onDecide } = props
  return (
    <span className="kr-actions">
      {KINDS.map((kind) => (
        <Button
          key={kind}
          size="compact-sm"
          variant={kind === 'approve' ? 'light' : 'default'}
          aria-label={`${t(kind)}: ${request.memberName}, ${askedWords(t, request)}`}
          onClick={(event) => {
            event.stopPropagation()
            onDecide(kind)
          }}
        >
          {t(kind)}
        </Button>
      ))}
    </span>
  )
}
