import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodySummary } from '../../../proxy/contract/bodies.ts'
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
  const { callId, mayOpen } = props
  const { part, bytes: size, keptBytes } = props.of
  const [isOpen, setOpen] = useState(false)
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
            aria-expanded={isOpen}
            onClick={() => setOpen(!isOpen)}
          >
            {t(isOpen ? 'hide' : 'reveal')}
          </Button>
        )}
      </div>
      {isOpen && <Opened callId={callId} part={part} />}
    </section>
  )
}

/** Asked for when it is opened and forgotten when it is closed: to look again is another look. */
function Opened({ callId, part }: { callId: string; part: BodySummary['part'] }) {
  const t = useWords('privacy')
  const common = useWords('common')
  const client = useClient()
  const body = useQuery({
    // Not under `calls`, which is asked again whenever one changes: each look is written down.
    queryKey: ['openedBody', callId, part],
    queryFn: () => client.calls.body.query({ id: callId, part }),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  })
  if (body.isPending) return <p role="status">{common('loading')}</p>
  if (body.isError) return <ErrorBanner error={body.error} />
  const text = body.data.text ?? body.data.base64 ?? ''
  return (
    <>
      {body.data.text === null && <p className="kr-muted">{t('noText')}</p>}
      <div className="kr-opened">
        <RawText text={text} />
        <CopyIcon text={text} label={common('copyOf', { what: t(`part_${part}`) })} />
      </div>
    </>
  )
}
