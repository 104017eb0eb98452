import { Tabs } from '@mantine/core'
import type { ConnectionCard as Card } from '../../../proxy/contract/members.ts'
import { useWords } from '../../words/words.ts'
import { CodeBlock } from './CodeBlock.tsx'

/** The step before all others where the certificate is Keyrack's own. */
export function CardTrust({ ca }: { ca: NonNullable<Card['ca']> }) {
  const t = useWords('card')
  return (
    <section className="kr-card-part" aria-label={t('trustTitle')}>
      <h2>{t('trustTitle')}</h2>
      <p className="kr-muted">{t('trustText')}</p>
      {ca.trust.length > 0 && (
        <Tabs defaultValue="0">
          <Tabs.List>
            {ca.trust.map(({ title }, index) => (
              <Tabs.Tab key={title} value={String(index)}>
                {title}
              </Tabs.Tab>
            ))}
            <Tabs.Tab value="pem">{t('pem')}</Tabs.Tab>
          </Tabs.List>
          {ca.trust.map(({ title, text }, index) => (
            <Tabs.Panel key={title} value={String(index)} pt="sm">
              <CodeBlock title={title} text={text} copyLabel={t('copyCommand')} />
            </Tabs.Panel>
          ))}
          <Tabs.Panel value="pem" pt="sm">
            <CodeBlock title={t('pem')} text={ca.pem} copyLabel={t('copyPem')} />
          </Tabs.Panel>
        </Tabs>
      )}
      <p>
        <span className="kr-muted">{t('fingerprint')} </span>
        <span className="kr-mono kr-small" style={{ overflowWrap: 'anywhere' }}>
          {ca.fingerprint}
        </span>
      </p>
    </section>
  )
}
