import { accessRouter } from './access.ts'
import { administratorsRouter } from './administrators.ts'
import { alarmsRouter } from './alarms/router.ts'
import { auditRouter } from './audit/router.ts'
import { billsRouter } from './bills.ts'
import { bodiesRouter } from './bodies.ts'
import { callsRouter } from './calls.ts'
import { jobsRouter } from './jobs.ts'
import { keysRouter } from './keys.ts'
import { limitsRouter } from './limits.ts'
import { maskingRouter } from './masking.ts'
import { membersRouter } from './members.ts'
import { networkRouter } from './network.ts'
import { notifyRouter } from './notify.ts'
import { overviewRouter } from './overview.ts'
import { personalRouter } from './personal/router.ts'
import { pricesRouter } from './prices.ts'
import { requestsRouter } from './requests.ts'
import { settingsRouter } from './settings.ts'
import { statusRouter } from './status.ts'
import { storageRouter } from './storage/router.ts'
import { teamsRouter } from './teams.ts'
import { tokensRouter } from './tokens.ts'
import { router } from './trpc.ts'
import { usageRouter } from './usage.ts'
import { sessionRouter, vaultRouter } from './vault.ts'
import { viewsRouter } from './views.ts'

/** Everything the window and the command line can ask for. */
export const adminRouter = router({
  status: statusRouter,
  vault: vaultRouter,
  session: sessionRouter,
  administrators: administratorsRouter,
  audit: auditRouter,
  keys: keysRouter,
  members: membersRouter,
  teams: teamsRouter,
  tokens: tokensRouter,
  calls: callsRouter,
  jobs: jobsRouter,
  usage: usageRouter,
  bills: billsRouter,
  views: viewsRouter,
  bodies: bodiesRouter,
  overview: overviewRouter,
  settings: settingsRouter,
  network: networkRouter,
  prices: pricesRouter,
  limits: limitsRouter,
  access: accessRouter,
  masking: maskingRouter,
  requests: requestsRouter,
  alarms: alarmsRouter,
  notify: notifyRouter,
  storage: storageRouter,
  personal: personalRouter,
})

export type AppRouter = typeof adminRouter
