import { parseAddress } from '../addresses.ts'

const MOST_KEPT = 20_000
const networks = new Map<string, string>()

/** The network that an address is in, as far as people have one: a /24, or a /64 of IPv6. */
export function networkOf(address: string): string {
  let network = networks.get(address)
  if (network === undefined) {
    network = read(address)
    if (networks.size >= MOST_KEPT) networks.clear()
    networks.set(address, network)
  }
  return network
}

function read(address: string): string {
  const parsed = parseAddress(address)
  if (!parsed) return address
  const bytes = parsed.toByteArray()
  if (bytes.length === 4) return `${bytes.slice(0, 3).join('.')}.0/24`
  const groups = [0, 2, 4, 6].map((i) =>
    (((bytes[i] ?? 0) << 8) | (bytes[i + 1] ?? 0)).toString(16),
  )
  return `${groups.join(':')}::/64`
}

/** What tells one machine from another: the address, of IPv6 only its network, since its end changes all the time. */
export function machineOf(address: string): string {
  return address.includes(':') ? networkOf(address) : address
}
