import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallDetail } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { bytes, duration, UNKNOWN } from '../../format.ts'
import { useLiveCalls, useStatus } from '../../live.tsx'
import { CopyButton, CopyIcon } from '../../ui/CopyButton.tsx'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { providerLabel } from '../keys/providers.ts'
import { RevokeDialog } from '../members/TokenDialogs.tsx'
import { BlockAddress } from './BlockAddress.tsx'
import { CallBadge } from './CallBadge.tsx'
import { CallBodies } from './CallBodies.tsx'
import { CallDecisions } from './CallDecisions.tsx'
import { CallHeaders } from './CallHeaders.tsx'
import { CallReason } from './CallReason.tsx'
import { CallTiming } from './CallTiming.tsx'
import { CallUsage } from './CallUsage.tsx'
import { curlOf } from './curlOf.ts'

interface Props {
  id: string
  onFilter: (field: 'member' | 'model' | 'key' | 'address', value: string) => void
  onClose: () => void
}

/** Everything the ledger knows about one call. */
export function CallDrawer({ id, onFilter, onClose }: Props) {
  const t = useWords('activity')
  const common = useWords('common')
  const client = useClient()
  const detail = useQuery({
    queryKey: ['calls', 'detail', id],
    queryFn: () => client.calls.get.query({ id }),
  })
  useLiveCalls((calls) => {
    if (calls.some((call) => call.id === id)) void detail.refetch()
  })
  const call = detail.data
  return (
    <Drawer
      title={call ? titleOf(call) : t('requestId')}
      closeLabel={t('close')}
      onClose={onClose}
      head={call && <Head of={call} onFilter={onFilter} />}
    >
      {detail.isPending && <p role="status">{common('loading')}</p>}
      {detail.isError && <ErrorBanner error={detail.error} retry={() => void detail.refetch()} />}
      {call && <Body of={call} />}
    </Drawer>
  )
}

const titleOf = ({ endpoint, status, totalMs, trace }: CallDetail) =>
  [
    trace ? `${trace.method} ${trace.path}` : endpoint,
    status,
    totalMs === null ? null : duration(totalMs),
  ]
    .filter((part) => part !== null)
    .join(' · ')

function Head({ of: call, onFilter }: { of: CallDetail; onFilter: Props['onFilter'] }) {
  const t = useWords('activity')
  const words = useWords('trace')
  const privacy = useWords('privacy')
  const { memberName, model, keyLabel, address } = call
  return (
    <>
      <div className="kr-actions">
        <CallBadge of={call} />
        {call.unlogged && <StatusBadge tone="off">{privacy('unloggedBadge')}</StatusBadge>}
        <span>{memberName ?? UNKNOWN}</span>
        <span className="kr-mono">{model ?? UNKNOWN}</span>
      </div>
      <div className="kr-actions">
        {memberName && (
          <Button size="xs" variant="default" onClick={() => onFilter('member', memberName)}>
            {t('onlyMember')}
          </Button>
        )}
        {model && (
          <Button size="xs" variant="default" onClick={() => onFilter('model', model)}>
            {t('onlyModel')}
          </Button>
        )}
        {keyLabel && (
          <Button size="xs" variant="default" onClick={() => onFilter('key', keyLabel)}>
            {t('onlyKey')}
          </Button>
        )}
        {address && (
          <Button size="xs" variant="default" onClick={() => onFilter('address', address)}>
            {words('onlyAddress')}
          </Button>
        )}
        <CopyCurl of={call} />
        {address && <BlockAddress address={address} />}
        <RevokeToken of={call} />
      </div>
    </>
  )
}

/** The body is not part of it: the shell reads it from a file. */
function CopyCurl({ of: call }: { of: CallDetail }) {
  const t = useWords('trace')
  const card = useWords('card')
  const proxy = useStatus().data?.proxy
  const origin = proxy?.url
  const command =
    origin && curlOf(call, { origin, hasOwnCertificate: proxy.tls, token: card('placeholder') })
  if (!command) return null
  return (
    <CopyButton text={command} size="xs">
      {t('copyCurl')}
    </CopyButton>
  )
}

function Body({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  const words = useWords('trace')
  const privacy = useWords('privacy')
  const { trace } = call
  return (
    <>
      <CallReason of={call} />
      <DrawerSection title={t('timing')}>
        <CallTiming of={call} />
      </DrawerSection>
      <DrawerSection title={t('usage')}>
        <CallUsage of={call} />
      </DrawerSection>
      <DrawerSection title={words('decisions')}>
        {trace ? (
          <CallDecisions of={call} trace={trace} />
        ) : (
          <p className="kr-muted">
            {call.unlogged
              ? privacy('unloggedCall')
              : words(call.outcome === 'open' ? 'running' : 'none')}
          </p>
        )}
      </DrawerSection>
      <DrawerSection title={t('route')}>
        <Facts
          facts={[
            [t('key'), call.keyLabel ?? UNKNOWN],
            [
              t('provider'),
              call.provider ? providerLabel({ provider: call.provider, preset: null }) : UNKNOWN,
            ],
            [t('dialect'), call.dialect],
            [t('upstreamStatus'), call.upstreamStatus ?? UNKNOWN],
            [
              t('size'),
              t('sizes', { request: bytes(call.requestBytes), answer: bytes(call.answerBytes) }),
            ],
          ]}
        />
      </DrawerSection>
      <DrawerSection title={t('origin')}>
        <Facts
          facts={[
            [
              t('address'),
              <span key="address" className="kr-mono">
                {call.address ?? UNKNOWN}
              </span>,
            ],
            [t('client'), call.client ?? UNKNOWN],
            [words('tls'), trace ? (trace.tls ?? words('tlsNone')) : undefined],
            [t('token'), <TokenName key="token" of={call} />],
            [
              t('requestId'),
              <span key="id" className="kr-actions">
                <span className="kr-mono">{call.id}</span>
                <CopyIcon text={call.id} label={t('copyId')} />
              </span>,
            ],
          ]}
        />
      </DrawerSection>
      {call.outcome !== 'open' && (
        <DrawerSection title={privacy('title')}>
          <CallBodies of={call} />
        </DrawerSection>
      )}
      {trace && (
        <DrawerSection title={words('headers')}>
          <CallHeaders of={trace} />
        </DrawerSection>
      )}
    </>
  )
}

/** The token of the call, where its member still exists. */
function useToken({ memberId, tokenId }: CallDetail) {
  const client = useClient()
  const tokens = useQuery({
    queryKey: ['tokens', memberId ?? ''],
    queryFn: () => client.tokens.list.query({ memberId: memberId ?? '' }),
    enabled: memberId !== null,
  })
  return tokens.data?.find(({ id }) => id === tokenId)
}

function TokenName({ of: call }: { of: CallDetail }) {
  const token = useToken(call)
  if (!token) return UNKNOWN
  return (
    <>
      {token.label} <span className="kr-mono">{token.hint}</span>
    </>
  )
}

function RevokeToken({ of: call }: { of: CallDetail }) {
  const t = useWords('activity')
  const [isAsking, setAsking] = useState(false)
  const token = useToken(call)
  if (token?.state !== 'active' && token?.state !== 'replaced') return null
  return (
    <>
      <Button size="xs" variant="light" color="red" onClick={() => setAsking(true)}>
        {t('revokeToken')}
      </Button>
      {isAsking && <RevokeDialog token={token} onClose={() => setAsking(false)} />}
    </>
  )
}
