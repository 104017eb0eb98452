import ipaddr from 'ipaddr.js'

/** Parses an address; IPv4 mapped into IPv6 (`::ffff:10.0.0.1`) is folded, a zone (`%eth0`) dropped. */
export function parseAddress(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  const bare = text.replace(/%.*$/, '')
  return isWritten(bare) ? ipaddr.process(bare) : undefined
}

/** Four decimal parts or IPv6; the old short forms of IPv4 (`10.1`, `0x7f.1`) only serve to deceive. */
function isWritten(text: string): boolean {
  return text.includes(':') ? ipaddr.isValid(text) : ipaddr.IPv4.isValidFourPartDecimal(text)
}

/** True for 127.0.0.0/8 and ::1, however written. */
export function isLoopback(text: string): boolean {
  return parseAddress(text)?.range() === 'loopback'
}

/** Where a machine can be seen from at this address. */
export function scopeOf(text: string): 'loopback' | 'private' | 'public' {
  const range = parseAddress(text)?.range()
  if (range === 'loopback') return 'loopback'
  return range === 'private' ||
    range === 'uniqueLocal' ||
    range === 'linkLocal' ||
    range === 'carrierGradeNat'
    ? 'private'
    : 'public'
}

export type AddressList = (address: string) => boolean

/**
 * Compiles an allow-list: CIDR ranges, single addresses, `any`, and `own-networks`, which stands for
 * loopback and `networks`, the ranges this computer is in.
 */
export function addressList(entries: readonly string[], networks: readonly string[]): AddressList {
  if (entries.includes('any')) return () => true
  const ranges = entries
    .flatMap((entry) =>
      entry === 'own-networks' ? ['127.0.0.0/8', '::1/128', ...networks] : [entry],
    )
    .map(parseRange)
  return function isAllowed(text) {
    const address = parseAddress(text)
    return (
      address !== undefined &&
      ranges.some(
        ([range, bits]) => range.kind() === address.kind() && address.match(range as never, bits),
      )
    )
  }
}

/** Allowed by one list and not blocked by the other; this computer itself cannot be locked out. */
export function addressGate(
  {
    allowedAddresses,
    blockedAddresses,
  }: { allowedAddresses: string[]; blockedAddresses: string[] },
  networks: readonly string[],
): AddressList {
  const isAllowed = addressList(allowedAddresses, networks)
  if (blockedAddresses.length === 0) return isAllowed
  const isBlocked = addressList(blockedAddresses, [])
  return (address) => isAllowed(address) && (isLoopback(address) || !isBlocked(address))
}

/** Reads `10.0.0.0/8` or a single address; throws a sentence on anything else. */
export function parseRange(text: string): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  try {
    const [written = ''] = text.split('/', 1)
    if (!isWritten(written)) throw new Error('a short form')
    if (text.includes('/')) return folded(...ipaddr.parseCIDR(text))
    const address = ipaddr.process(text)
    return [address, address.kind() === 'ipv4' ? 32 : 128]
  } catch {
    throw new Error(`"${text}" is neither an address nor a range such as 192.168.1.0/24`)
  }
}

/** Addresses are folded before they are compared, so a range of mapped ones must be as well. */
function folded(
  range: ipaddr.IPv4 | ipaddr.IPv6,
  bits: number,
): [ipaddr.IPv4 | ipaddr.IPv6, number] {
  return range instanceof ipaddr.IPv6 && range.isIPv4MappedAddress() && bits >= 96
    ? [range.toIPv4Address(), bits - 96]
    : [range, bits]
}

// Never reached, not even where private addresses are admitted: link-local with the clouds' metadata
// services, this-network, multicast, and the IPv6 forms that carry an IPv4 address inside (SSRF past a filter).
const NEVER = [
  '169.254.0.0/16',
  'fe80::/10',
  'fd00:ec2::254/128',
  '100.100.100.200/32',
  '0.0.0.0/8',
  '224.0.0.0/4',
  '240.0.0.0/4',
  'ff00::/8',
  '64:ff9b::/96',
  '2002::/16',
  '::/128',
].map(parseRange)

/** What keeps us from reaching out to an address; undefined when nothing does. */
export function outwardProblem(
  text: string,
  allowLocal: boolean,
): 'unreadable' | 'never' | 'private' | undefined {
  const address = parseAddress(text)
  if (!address) return 'unreadable'
  if (
    NEVER.some(
      ([range, bits]) => range.kind() === address.kind() && address.match(range as never, bits),
    )
  )
    return 'never'
  return address.range() !== 'unicast' && !allowLocal ? 'private' : undefined
}

/** Why a provider must not be reached at this address; undefined when it may. */
export function upstreamAddressProblem(text: string, allowLocal: boolean): string | undefined {
  const problem = outwardProblem(text, allowLocal)
  if (problem === 'unreadable') return `${text} is not an address`
  if (problem === 'never') return `${text} is never a provider`
  return problem && `${text} is a private address; only a key marked as local may use one`
}
