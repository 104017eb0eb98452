import {
  IconActivity,
  IconAlertTriangle,
  IconChartBar,
  IconGauge,
  IconInbox,
  IconKey,
  IconLayoutDashboard,
  IconListCheck,
  IconSettings,
  IconUsers,
  IconUsersGroup,
} from '@tabler/icons-react'
import { useCallback, useMemo, useSyncExternalStore } from 'react'
import { type AdministratorRole, administratorRole } from '../proxy/contract/administrators.ts'

/** Everybody with a passphrase. */
export const ALL: readonly AdministratorRole[] = administratorRole.options
/** Who sees people and their calls. */
export const PEOPLE_SEERS: readonly AdministratorRole[] = ['owner', 'admin', 'teamLead', 'auditor']
/** Who changes what everybody works with. */
export const ADMINS: readonly AdministratorRole[] = ['owner', 'admin']
/** Who sees everything. */
export const SEERS: readonly AdministratorRole[] = ['owner', 'admin', 'auditor']

/**
 * The entries of the sidebar in order; `group` is a key of the shell's words. `roles` only spares people pages that
 * would be empty for them: what they may see is decided by the service.
 */
export const ROUTES = [
  { id: 'overview', icon: IconLayoutDashboard, group: 'home', letter: 'O', roles: ALL },
  { id: 'activity', icon: IconActivity, group: 'home', letter: 'A', roles: PEOPLE_SEERS },
  { id: 'analytics', icon: IconChartBar, group: 'home', letter: 'N', roles: ALL },
  { id: 'keys', icon: IconKey, group: 'access', letter: 'K', roles: SEERS },
  { id: 'members', icon: IconUsers, group: 'access', letter: 'M', roles: PEOPLE_SEERS },
  { id: 'teams', icon: IconUsersGroup, group: 'access', letter: 'T', roles: ALL },
  { id: 'limits', icon: IconGauge, group: 'access', letter: 'L', roles: PEOPLE_SEERS },
  { id: 'requests', icon: IconInbox, group: 'access', letter: 'R', roles: PEOPLE_SEERS },
  { id: 'alerts', icon: IconAlertTriangle, group: 'safety', letter: 'W', roles: PEOPLE_SEERS },
  { id: 'audit', icon: IconListCheck, group: 'safety', letter: 'U', roles: SEERS },
  { id: 'settings', icon: IconSettings, group: 'foot', letter: 'S', roles: ALL },
] as const

/** The entries for somebody in this role. */
export function routesFor(role: AdministratorRole | undefined) {
  return ROUTES.filter(({ roles }) => role !== undefined && roles.includes(role))
}

export type RouteId = (typeof ROUTES)[number]['id']

/** Path of a page with parameters: `pathTo('activity', { f: 'status:429' })`. */
export function pathTo(id: RouteId, params: Record<string, string> = {}): string {
  const search = new URLSearchParams(params).toString()
  return `/${id}${search ? `?${search}` : ''}`
}

/** Moves to a page; the whole route, parameters included, stands behind the `#`. */
export function goTo(path: string, options: { replace?: boolean } = {}): void {
  const url = `#${path}`
  if (options.replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

/** For wouter: the path without its parameters. */
export function useHashPath(): [string, (path: string, options?: { replace?: boolean }) => void] {
  return [useHash().split('?')[0] || '/', goTo]
}
useHashPath.hrefs = (href: string) => `#${href}`

/** The parameters of the route (filter, selection); setting `undefined` removes one. Changes replace, not add, history. */
export function useRouteParams(): [
  URLSearchParams,
  (changes: Record<string, string | undefined>) => void,
] {
  const hash = useHash()
  const params = useMemo(() => new URLSearchParams(hash.split('?')[1] ?? ''), [hash])
  const change = useCallback((changes: Record<string, string | undefined>) => {
    const [path = '/', search = ''] = currentHash().split('?')
    const next = new URLSearchParams(search)
    for (const [name, value] of Object.entries(changes)) {
      if (value === undefined || value === '') next.delete(name)
      else next.set(name, value)
    }
    const rest = next.toString()
    goTo(rest ? `${path}?${rest}` : path, { replace: true })
  }, [])
  return [params, change]
}

function useHash(): string {
  return useSyncExternalStore(subscribe, currentHash)
}

function subscribe(changed: () => void): () => void {
  window.addEventListener('hashchange', changed)
  window.addEventListener('popstate', changed)
  return () => {
    window.removeEventListener('hashchange', changed)
    window.removeEventListener('popstate', changed)
  }
}

function currentHash(): string {
  return `/${location.hash.replace(/^#?\/?/, '')}`
}
