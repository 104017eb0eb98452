import { networkInterfaces } from 'node:os'
import { z } from 'zod'
import { SETTINGS } from '../contract/settings.ts'
import type { NetworkInterface, ProxyStatus, Reachability } from '../contract/status.ts'
import { scopeOf } from '../policy/addresses.ts'
import { reachProxy } from './reachability.ts'
import type { AdminServices } from './services.ts'
import { administrator, router } from './trpc.ts'

const network = z.strictObject({
  host: SETTINGS.host.schema,
  port: SETTINGS.port.schema,
  tls: SETTINGS.tls.schema,
})

const pausing = z.strictObject({ cut: z.boolean().default(false) })

export const networkRouter = router({
  interfaces: administrator.query((): NetworkInterface[] => listInterfaces()),

  /** Remembers where to listen and listens there; what goes wrong stands in the answer. (`apply` is a reserved word of tRPC.) */
  listen: administrator.input(network).mutation(({ ctx, input }): Promise<ProxyStatus> => {
    const { settings, live } = ctx.services
    settings.set('host', input.host)
    settings.set('port', input.port)
    settings.set('tls', input.tls)
    live.changed('settings')
    return applyNetwork(ctx.services, ['host', 'port', 'tls'])
  }),

  /** Refuses new calls; those in flight finish, unless they are to be cut. */
  pause: administrator
    .input(pausing.optional())
    .mutation(({ ctx, input }): { cutCalls: number } => {
      const { proxy, gateway, live } = ctx.services
      proxy.pause()
      const cutCalls = input?.cut ? gateway.endCalls({}, 'paused') : 0
      live.statusChanged()
      return { cutCalls }
    }),

  resume: administrator.mutation(({ ctx }) => {
    ctx.services.proxy.resume()
    ctx.services.live.statusChanged()
  }),

  /** Calls the proxy at its own address from outside, as a teammate would reach it; null while it does not listen. */
  reach: administrator.query(async ({ ctx }): Promise<Reachability | null> => {
    const { proxy } = ctx.services
    const { url } = proxy.status()
    return url === null ? null : reachProxy(url, proxy.certificateAuthority()?.pem)
  }),

  retry: administrator.mutation(async ({ ctx }): Promise<ProxyStatus> => {
    const status = await ctx.services.proxy.retry()
    ctx.services.live.statusChanged()
    return status
  }),
})

/** Listens where the changed settings say now; the rest of the place stays, also where a flag chose it. */
export async function applyNetwork(
  { settings, proxy, live }: AdminServices,
  changed: ('host' | 'port' | 'tls')[],
): Promise<ProxyStatus> {
  const status = await proxy.apply(
    Object.fromEntries(changed.map((name) => [name, settings.get(name)])),
  )
  live.statusChanged()
  return status
}

/** Every address of this computer; link-local ones are left out, because they need a zone to be typed. */
export function listInterfaces(interfaces = networkInterfaces()): NetworkInterface[] {
  return Object.entries(interfaces).flatMap(([name, addresses = []]) =>
    addresses
      .filter(({ address }) => !/^fe[89ab]/i.test(address))
      .map(({ address, family }) => ({ name, address, family, scope: scopeOf(address) })),
  )
}
