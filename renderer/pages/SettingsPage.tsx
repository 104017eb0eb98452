import { Link, useParams } from 'wouter'
import { useStatus } from '../live.tsx'
import { useWords } from '../words/words.ts'
import { AboutSection } from './settings/AboutSection.tsx'
import { GeneralSection } from './settings/GeneralSection.tsx'
import { LimitsSection } from './settings/LimitsSection.tsx'
import { NetworkSection } from './settings/NetworkSection.tsx'
import { PricesSection } from './settings/PricesSection.tsx'
import { SecuritySection } from './settings/SecuritySection.tsx'
import './settings/settings.css'

const SECTIONS = ['general', 'network', 'security', 'limits', 'prices', 'about'] as const

/** A list of sections at the left, one of them at the right. */
export function SettingsPage() {
  const t = useWords('settings')
  const status = useStatus().data
  const { section } = useParams<{ section?: string }>()
  const current = SECTIONS.find((each) => each === section) ?? 'general'
  if (!status) return null
  return (
    <div className="set">
      <nav className="set-nav" aria-label={t('sections')}>
        {SECTIONS.map((each) => (
          <Link
            key={each}
            href={`/settings/${each}`}
            className="set-link"
            aria-current={each === current ? 'page' : undefined}
          >
            {t(each)}
          </Link>
        ))}
      </nav>
      <div className="set-body">
        {current === 'general' && <GeneralSection />}
        {current === 'network' && <NetworkSection status={status} />}
        {current === 'security' && <SecuritySection status={status} />}
        {current === 'limits' && <LimitsSection />}
        {current === 'prices' && <PricesSection />}
        {current === 'about' && <AboutSection status={status} />}
      </div>
    </div>
  )
}
