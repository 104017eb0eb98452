import { hostname, networkInterfaces } from 'node:os'
import ipaddr from 'ipaddr.js'
import { scopeOf } from '../policy/addresses.ts'
import type { ServerNames } from './certificates.ts'

interface OwnAddress {
  address: string
  /** `192.168.1.24/24`; null where the system tells no mask. */
  cidr: string | null
  internal: boolean
}

/** Addresses of this computer that others could use; link-local ones need a zone and are left out. */
export function ownAddresses(): OwnAddress[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter(({ address }) => !/^fe80:/i.test(address) && !address.startsWith('169.254.'))
}

/** The ranges this computer is in, such as `192.168.1.0/24`. */
export function ownNetworks(): string[] {
  return ownAddresses().flatMap(({ cidr }) => {
    if (cidr === null) return []
    const [address, bits] = ipaddr.parseCIDR(cidr)
    const network =
      address.kind() === 'ipv4'
        ? ipaddr.IPv4.networkAddressFromCIDR(cidr)
        : ipaddr.IPv6.networkAddressFromCIDR(cidr)
    return [`${network.toString()}/${bits}`]
  })
}

/**
 * Every name and address under which teammates may reach this computer. Public IPv6 addresses count only when
 * typed: they change from day to day for privacy, and each change would need a new certificate authority.
 */
export function serverNames(host: string, hostNames: readonly string[]): ServerNames {
  const own = hostname().toLowerCase()
  const isAddress = ipaddr.isValid(host)
  const addresses = [
    '127.0.0.1',
    '::1',
    ...ownAddresses()
      .map(({ address }) => address)
      .filter(isLasting),
  ]
  const typed = [...hostNames, ...(isAddress || host === '' ? [] : [host])]
  const names = ['localhost', own, ...(own.endsWith('.local') ? [] : [`${own}.local`])]
  return {
    names: unique([...names, ...typed.filter((name) => !ipaddr.isValid(name))].map(lower)).filter(
      isDnsName,
    ),
    addresses: unique([
      ...addresses,
      ...typed.filter((name) => ipaddr.isValid(name)),
      ...(isAddress && !isWildcard(host) ? [host] : []),
    ]),
  }
}

export function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}

/** The address to tell teammates: the one that is listened on, or the first of the network for a wildcard. */
export function reachableHost(host: string): string {
  if (!isWildcard(host)) return host
  const outside = ownAddresses().filter(({ internal }) => !internal)
  return (
    outside.find(
      ({ address }) => ipaddr.isValid(address) && ipaddr.parse(address).kind() === 'ipv4',
    )?.address ??
    outside[0]?.address ??
    '127.0.0.1'
  )
}

/** `https://192.168.1.24:8443`, with brackets around IPv6. */
export function originOf(host: string, port: number, tls: boolean): string {
  const shown = host.includes(':') ? `[${host}]` : host
  return `${tls ? 'https' : 'http'}://${shown}:${port}`
}

const unique = (names: string[]) => [...new Set(names)]
const lower = (name: string) => name.toLowerCase()
const isLasting = (address: string) => !address.includes(':') || scopeOf(address) !== 'public'
const LABEL = /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/
const isDnsName = (name: string) =>
  name.length <= 253 && name.split('.').every((label) => LABEL.test(label))
