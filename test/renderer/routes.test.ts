import { expect, test } from 'vitest'
import { may } from '../../proxy/admin/permissions.ts'
import { administratorRole } from '../../proxy/contract/administrators.ts'
import { ROUTES, type RouteId, routesFor } from '../../renderer/routes.ts'

/** What each page asks for first. */
const ASKS: Record<RouteId, string> = {
  overview: 'overview.figures',
  activity: 'calls.page',
  analytics: 'usage.report',
  keys: 'keys.list',
  members: 'members.list',
  teams: 'teams.list',
  limits: 'limits.list',
  requests: 'requests.list',
  alerts: 'alarms.list',
  audit: 'audit.list',
  settings: 'vault.changePassphrase',
}

test.each(administratorRole.options)('%s finds the pages that the service shows them', (role) => {
  const shown = routesFor(role).map(({ id }) => id)
  const allowed = ROUTES.map(({ id }) => id).filter((id) => may({ role }, ASKS[id]))
  expect(shown).toEqual(allowed)
})

test('nobody finds nothing', () => {
  expect(routesFor(undefined)).toEqual([])
})
