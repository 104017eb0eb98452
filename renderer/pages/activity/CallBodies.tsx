import { Button } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import type { BodySummary, OpenedBody } from '../../../proxy/contract/bodies.ts'
import type { CallDetail } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { bytes } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { ADMINS, pathTo } from '../../routes.ts'
import { CopyIcon } from '../../ui/CopyButton.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { RawText } from './RawText.tsx'
import './trace.css'

/** What was sent and answered, where that is kept; each is opened by itself, and never unasked. */
export function CallBodies({ of: call }: { of: CallDetail }) {
  const t = useWords('privacy')
  const role = useStatus().data?.actor?.role
  const { bodies } = call.bodies
  if (bodies.length === 0) return <NoBodies of={call} />
  const mayOpen = role !== undefined && ADMINS.includes(role)
  return (
    <>
      {bodies.map((body) => (
        <Body key={body.part} callId={call.id} of={body} mayOpen={mayOpen} />
      ))}
      <p className="kr-muted kr-small">{t(mayOpen ? 'isWritten' : 'forAdmins')}</p>
    </>
  )
}

function NoBodies({ of: { bodies, memberId } }: { of: CallDetail }) {
  const t = useWords('privacy')
  const { isKeptNow } = bodies
  if (isKeptNow === null) return <p className="kr-muted">{t('memberGone')}</p>
  return (
    <p className="kr-muted">
      {t(isKeptNow ? 'notKeptYet' : 'notKept')}{' '}
      {memberId && <a href={`#${pathTo('members', { sel: memberId })}`}>{t('change')}</a>}
    </p>
  )
}

function Body(props: { callId: string; of: BodySummary; mayOpen: boolean }) {
  const t = useWords('privacy')
  const client = useClient()
  const { callId, mayOpen } = props
  const { part, bytes: size, keptBytes } = props.of
  // No query, which is asked again by itself: each look is written down, so each is somebody's wish.
  const opening = useMutation({
    mutationFn: () => client.calls.body.query({ id: callId, part }),
    gcTime: 0,
  })
  const sizes =
    keptBytes < size
      ? t('cut', { kept: bytes(keptBytes), size: bytes(size) })
      : t('whole', { size: bytes(size) })
  return (
    <section aria-label={t(`part_${part}`)}>
      <div className="kr-actions">
        <strong>{t(`part_${part}`)}</strong>
        <span className="kr-muted">{sizes}</span>
        {mayOpen && (
          <Button
            size="compact-xs"
            variant="default"
            aria-expanded={opening.data !== undefined}
            loading={opening.isPending}
            onClick={() => (opening.data ? opening.reset() : opening.mutate())}
          >
            {t(opening.data ? 'hide' : 'reveal')}
          </Button>
        )}
      </div>
      {opening.isError && <ErrorBanner error={opening.error} />}
      {opening.data && <Opened body={opening.data} />}
    </section>
  )
}

function Opened({ body }: { body: OpenedBody }) {
  const t = useWords('privacy')
  const common = useWords('common')
  const text = body.text ?? body.base64 ?? ''
  return (
    <>
      {body.text === null && <p className="kr-muted">{t('noText')}</p>}
      <div className="kr-opened">
        <RawText text={text} />
        <CopyIcon text={text} label={common('copyOf', { what: t(`part_${body.part}`) })} />
      </div>
    </>
  )
}
