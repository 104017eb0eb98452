import i18next from 'i18next'
import { initReactI18next, useTranslation } from 'react-i18next'
import { access } from './en/access.ts'
import { activity } from './en/activity.ts'
import { administrators } from './en/administrators.ts'
import { alerts } from './en/alerts.ts'
import { analytics } from './en/analytics.ts'
import { audit } from './en/audit.ts'
import { bills } from './en/bills.ts'
import { card } from './en/card.ts'
import { common } from './en/common.ts'
import { jobs } from './en/jobs.ts'
import { keys } from './en/keys.ts'
import { limits } from './en/limits.ts'
import { masking } from './en/masking.ts'
import { members } from './en/members.ts'
import { notify } from './en/notify.ts'
import { overview } from './en/overview.ts'
import { personal } from './en/personal.ts'
import { privacy } from './en/privacy.ts'
import { requests } from './en/requests.ts'
import { settings } from './en/settings.ts'
import { setup } from './en/setup.ts'
import { shell } from './en/shell.ts'
import { storage } from './en/storage.ts'
import { teams } from './en/teams.ts'
import { trace } from './en/trace.ts'
import { unlock } from './en/unlock.ts'
import { views } from './en/views.ts'

const en = {
  access,
  activity,
  administrators,
  alerts,
  analytics,
  audit,
  bills,
  card,
  common,
  jobs,
  keys,
  limits,
  masking,
  members,
  notify,
  overview,
  personal,
  privacy,
  requests,
  settings,
  setup,
  shell,
  storage,
  teams,
  trace,
  unlock,
  views,
}

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common'
    resources: typeof en
  }
}

/** Loads the words of the window; every page has a file of its own. */
export async function startWords(): Promise<void> {
  await i18next.use(initReactI18next).init({
    lng: 'en',
    fallbackLng: 'en',
    defaultNS: 'common',
    resources: { en },
    // React escapes what it writes.
    interpolation: { escapeValue: false },
  })
}

/** The words of one page: `const t = useWords('keys'); t('add')`. */
export function useWords<Page extends keyof typeof en>(page: Page) {
  return useTranslation(page).t
}
