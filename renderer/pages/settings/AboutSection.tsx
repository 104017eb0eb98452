import type { AppStatus } from '../../../proxy/contract/status.ts'
import { CopyIcon } from '../../ui/CopyButton.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from './Part.tsx'

/** Which Keyrack this is, where its data lie, and what they are. */
export function AboutSection({ status }: { status: AppStatus }) {
  const t = useWords('settings')
  const common = useWords('common')
  return (
    <Part title={t('about')}>
      <dl className="set-facts">
        <dt>{t('version')}</dt>
        <dd>{status.version}</dd>
        <dt>{t('dataDir')}</dt>
        <dd className="kr-mono">
          {status.dataDir}{' '}
          <CopyIcon text={status.dataDir} label={common('copyOf', { what: t('dataDir') })} />
        </dd>
        <dt>{t('licence')}</dt>
        <dd>{t('licenceText')}</dd>
        <dt>{t('contents')}</dt>
        <dd>{t('contentsText')}</dd>
      </dl>
    </Part>
  )
}
