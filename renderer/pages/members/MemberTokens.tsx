import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { CreatedToken, TokenState, TokenSummary } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { ago, day, dayTime, exactTime } from '../../format.ts'
import { DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { DetailsSwitch } from '../personal/DetailsSwitch.tsx'
import { PauseToken } from './PauseToken.tsx'
import { RevokeDialog, RotateDialog } from './TokenDialogs.tsx'

const TONES: Record<TokenState, Tone> = {
  active: 'ok',
  replaced: 'warn',
  paused: 'warn',
  expired: 'off',
  revoked: 'bad',
}

interface Props {
  memberId: string
  onNewToken: () => void
  onCreated: (token: CreatedToken) => void
}

/** A member's tokens: those that work first, those that ended folded away. */
export function MemberTokens({ memberId, onNewToken, onCreated }: Props) {
  const t = useWords('members')
  const common = useWords('common')
  const client = useClient()
  const [showsEnded, setShowsEnded] = useState(false)
  const tokens = useQuery({
    queryKey: ['tokens', memberId],
    queryFn: () => client.tokens.list.query({ memberId }),
  })
  const all = tokens.data ?? []
  const live = all.filter(isLive)
  const ended = all.filter((token) => !isLive(token))
  return (
    <DrawerSection title={t('tokens')}>
      {tokens.isPending && <p role="status">{common('loading')}</p>}
      {tokens.isError && <ErrorBanner error={tokens.error} retry={() => void tokens.refetch()} />}
      {tokens.isSuccess && live.length === 0 && <p className="kr-muted">{t('noTokens')}</p>}
      {live.map((token) => (
        <TokenCard key={token.id} token={token} onCreated={onCreated} />
      ))}
      {showsEnded && ended.map((token) => <TokenCard key={token.id} token={token} />)}
      <div className="kr-actions" style={{ paddingTop: 8 }}>
        <Button size="xs" variant="default" onClick={onNewToken}>
          {t('newToken')}
        </Button>
        {ended.length > 0 && (
          <Button
            size="xs"
            variant="subtle"
            aria-expanded={showsEnded}
            onClick={() => setShowsEnded(!showsEnded)}
          >
            {showsEnded ? t('hideOld') : t('showOld', { count: ended.length })}
          </Button>
        )}
      </div>
    </DrawerSection>
  )
}

const isLive = ({ state }: TokenSummary) => ['active', 'replaced', 'paused'].includes(state)

interface CardProps {
  token: TokenSummary
  /** Left out for a token that ended: nothing can be done with it. */
  onCreated?: (token: CreatedToken) => void
}

function TokenCard({ token, onCreated }: CardProps) {
  const t = useWords('members')
  const [dialog, setDialog] = useState<'rotate' | 'revoke'>()
  const label = token.label || t('unlabelled')
  const name = token.label || token.hint
  return (
    <article className="kr-token-card" aria-label={name}>
      <div className="kr-actions">
        <strong className="kr-ellipsis">{label}</strong>
        <span className="kr-mono kr-muted">{token.hint}</span>
        <StatusBadge tone={TONES[token.state]}>{t(`token_${token.state}`)}</StatusBadge>
        {token.decoy && <StatusBadge tone="unusual">{t('token_decoy')}</StatusBadge>}
      </div>
      <Facts
        facts={[
          [
            t('created'),
            <span key="c" title={exactTime(token.createdAt)}>
              {day(token.createdAt)}
            </span>,
          ],
          [t('used'), <Used key="u" token={token} />],
          [t('expires'), <Expiry key="e" token={token} />],
        ]}
      />
      {onCreated && !token.decoy && (
        <DetailsSwitch
          unlogged={token.unlogged}
          name={name}
          isBrief
          change={(next) => ({ tokenId: token.id, unlogged: next })}
        />
      )}
      {onCreated && (
        <div className="kr-actions">
          {token.state === 'active' && (
            <Button
              size="xs"
              variant="default"
              aria-label={t('rotateOf', { label: name })}
              onClick={() => setDialog('rotate')}
            >
              {t('rotate')}
            </Button>
          )}
          {!token.decoy && <PauseToken token={token} />}
          <Button
            size="xs"
            variant="light"
            color="red"
            aria-label={t('revokeOf', { label: name })}
            onClick={() => setDialog('revoke')}
          >
            {t('revoke')}
          </Button>
        </div>
      )}
      {dialog === 'rotate' && onCreated && (
        <RotateDialog
          token={token}
          onCreated={(created) => {
            setDialog(undefined)
            onCreated(created)
          }}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'revoke' && <RevokeDialog token={token} onClose={() => setDialog(undefined)} />}
    </article>
  )
}

function Used({ token }: { token: TokenSummary }) {
  const t = useWords('members')
  if (token.lastUsedAt === null) return t('notUsed')
  const when = ago(token.lastUsedAt)
  const from = token.lastAddress ? t('usedFrom', { when, address: token.lastAddress }) : when
  return (
    <span title={exactTime(token.lastUsedAt)}>
      {from}
      {token.lastClient && <span className="kr-muted"> · {token.lastClient}</span>}
    </span>
  )
}

function Expiry({ token }: { token: TokenSummary }) {
  const t = useWords('members')
  if (token.state === 'revoked') {
    return (
      <span title={exactTime(token.revokedAt)}>
        {t('token_revoked')} {dayTime(token.revokedAt)}
      </span>
    )
  }
  if (token.expiresAt === null) return t('neverExpires')
  if (token.state === 'replaced') return t('acceptedUntil', { when: dayTime(token.expiresAt) })
  return <span title={exactTime(token.expiresAt)}>{day(token.expiresAt)}</span>
}
