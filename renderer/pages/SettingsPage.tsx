import { Link, useParams } from 'wouter'
import { useStatus } from '../live.tsx'
import { ALL, SEERS } from '../routes.ts'
import { useWords } from '../words/words.ts'
import { AdministratorsSection } from './administrators/AdministratorsSection.tsx'
import { MaskingSection } from './masking/MaskingSection.tsx'
import { NotificationsSection } from './notifications/NotificationsSection.tsx'
import { AboutSection } from './settings/AboutSection.tsx'
import { GeneralSection } from './settings/GeneralSection.tsx'
import { LimitsSection } from './settings/LimitsSection.tsx'
import { NetworkSection } from './settings/NetworkSection.tsx'
import { PricesSection } from './settings/PricesSection.tsx'
import { PrivacySection } from './settings/PrivacySection.tsx'
import { SecuritySection } from './settings/SecuritySection.tsx'
import './settings/settings.css'
import { StorageSection } from './storage/StorageSection.tsx'

const SECTIONS = [
  { id: 'general', roles: SEERS },
  { id: 'network', roles: SEERS },
  { id: 'security', roles: ALL },
  { id: 'administrators', roles: SEERS },
  { id: 'limits', roles: SEERS },
  { id: 'masking', roles: SEERS },
  { id: 'privacy', roles: SEERS },
  { id: 'storage', roles: SEERS },
  { id: 'prices', roles: SEERS },
  { id: 'notifications', roles: SEERS },
  { id: 'about', roles: ALL },
] as const

/** A list of sections at the left, one of them at the right. */
export function SettingsPage() {
  const t = useWords('settings')
  const status = useStatus().data
  const { section } = useParams<{ section?: string }>()
  if (!status?.actor) return null
  const { role } = status.actor
  const sections = SECTIONS.filter(({ roles }) => roles.includes(role)).map(({ id }) => id)
  const current = sections.find((id) => id === section) ?? sections[0]
  return (
    <div className="set">
      <nav className="set-nav" aria-label={t('sections')}>
        {sections.map((each) => (
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
        {current === 'administrators' && <AdministratorsSection />}
        {current === 'limits' && <LimitsSection />}
        {current === 'masking' && <MaskingSection />}
        {current === 'privacy' && <PrivacySection />}
        {current === 'storage' && <StorageSection />}
        {current === 'prices' && <PricesSection />}
        {current === 'notifications' && <NotificationsSection />}
        {current === 'about' && <AboutSection status={status} />}
      </div>
    </div>
  )
}
