import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { CallRecord } from '../../../proxy/contract/calls.ts'
import { useClient } from '../../client.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { CopyButton, CopyIcon } from '../../ui/CopyButton.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { TokenOnce } from '../../ui/TokenOnce.tsx'
import { useWords } from '../../words/words.ts'
import { CardSnippets } from './CardSnippets.tsx'
import { CardTrust } from './CardTrust.tsx'
import { FirstCall } from './FirstCall.tsx'
import { maskToken } from './snippetText.ts'
import { useReveal } from './useSecretShown.ts'
import './card.css'

interface Props {
  memberId: string
  memberName: string
  /** Known only right after it was made; without it the snippets hold a placeholder. */
  token?: string | undefined
  onFirstCall?: ((call: CallRecord) => void) | undefined
  /** Offered where the token is not known any more. */
  onNewToken?: (() => void) | undefined
}

/** All a teammate needs to connect a tool, made from the configuration that is running now. */
export function ConnectionCard({ memberId, memberName, token, onFirstCall, onNewToken }: Props) {
  const t = useWords('card')
  const members = useWords('members')
  const common = useWords('common')
  const client = useClient()
  const [isShown, setShown] = useReveal()
  const query = useQuery({
    queryKey: ['card', memberId],
    queryFn: () => client.members.card.query({ memberId }),
  })
  if (query.isPending) return <p role="status">{common('loading')}</p>
  if (query.isError) return <ErrorBanner error={query.error} retry={() => void query.refetch()} />

  const card = query.data
  return (
    <div className="kr-card">
      {token === undefined ? (
        <Banner
          tone="info"
          boxed
          action={
            onNewToken && (
              <Button size="xs" variant="default" onClick={onNewToken}>
                {members('newToken')}
              </Button>
            )
          }
        >
          {t('noToken')}
        </Banner>
      ) : (
        <TokenOnce
          label={t('token')}
          token={token}
          masked={maskToken(token)}
          isShown={isShown}
          onShow={setShown}
          words={{
            once: members('tokenOnce'),
            reveal: t('reveal'),
            hide: t('hide'),
            copy: t('copyToken'),
          }}
        />
      )}
      {token !== undefined && (
        <FirstCall
          memberId={memberId}
          memberName={memberName}
          token={token}
          onFirstCall={onFirstCall}
        />
      )}
      <div className="kr-actions">
        <span className="kr-muted">{t('origin')}</span>
        <span className="kr-mono">{card.origin}</span>
        <CopyIcon text={card.origin} label={t('copyOrigin')} />
        <span className="kr-spring" />
        <span title={t('copyMessageHint')}>
          <CopyButton text={card.message}>{t('copyMessage')}</CopyButton>
        </span>
      </div>
      <p className="kr-muted">
        <Models names={card.models} />
      </p>
      {card.notices.map((notice) => (
        <Banner key={notice} tone="info" boxed>
          {notice}
        </Banner>
      ))}
      {card.ca && <CardTrust ca={card.ca} />}
      <section className="kr-card-part" aria-label={t('pasteTitle')}>
        <h2>{card.ca ? t('pasteTitleAfterTrust') : t('pasteTitle')}</h2>
        <CardSnippets snippets={card.snippets} token={token} isShown={isShown} />
      </section>
    </div>
  )
}

/** How many models are named before the rest is only counted. */
const NAMED = 6

function Models({ names }: { names: string[] }) {
  const t = useWords('card')
  if (names.length === 0) return t('noModels')
  const named = names.slice(0, NAMED).join(' · ')
  const rest = names.length - NAMED
  return t('models', {
    count: names.length,
    names: rest > 0 ? t('modelsMore', { names: named, count: rest }) : named,
  })
}
