import { randomBytes, X509Certificate } from 'node:crypto'
import { domainToASCII } from 'node:url'
import type { Extension } from '@peculiar/x509'
import ipaddr from 'ipaddr.js'

/** A certificate with its private key, both PEM. */
export interface CertifiedKey {
  certificatePem: string
  keyPem: string
}

/** What a server is called: DNS names and IP addresses. */
export interface ServerNames {
  names: readonly string[]
  addresses: readonly string[]
}

const DAY = 86_400_000
const AUTHORITY_DAYS = 3650
/** What browsers accept of any authority; ours would be allowed more. */
const LEAF_DAYS = 397
const RENEW_DAYS = 30
/** Clients whose clock is behind must not meet a certificate of the future. */
const BACKDATED = DAY

const ECDSA = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
const NAME_CONSTRAINTS = '2.5.29.30'

/**
 * The authority can vouch for private names and addresses only, so that trusting it gives nobody the power to
 * pose as a public site. All private ranges are in, because an office machine changes its address; a public
 * address or name is permitted one by one, and needs a new authority when it changes.
 */
const PRIVATE_DOMAINS = ['localhost', 'local', 'lan', 'internal', 'home.arpa']
const PRIVATE_RANGES = [
  ...['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '127.0.0.0/8', '169.254.0.0/16'],
  '100.64.0.0/10', // shared address space, used by overlay networks
  ...['::1/128', 'fc00::/7'],
]

/** A new certificate authority for one installation; P-256, ten years, unable to make further authorities. */
export async function makeAuthority(options: {
  installId: string
  now: number
  names: readonly string[]
  addresses?: readonly string[]
}): Promise<CertifiedKey> {
  const x509 = await loadX509()
  const keys = await newKeys()
  const { installId, now, names, addresses = [] } = options
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name: [{ CN: [`Keyrack ${installId.slice(0, 8)}`] }],
    ...validity(now, AUTHORITY_DAYS),
    keys,
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(
        x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign,
        true,
      ),
      new x509.Extension(NAME_CONSTRAINTS, true, encodeConstraints(namesFor({ names, addresses }))),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
    ],
  })
  return { certificatePem: certificate.toString('pem'), keyPem: await exportKey(keys.privateKey) }
}

/** A server certificate for these names; throws when the authority is not allowed to vouch for one of them. */
export async function makeLeaf(
  authority: CertifiedKey,
  { now, ...wanted }: ServerNames & { now: number },
): Promise<CertifiedKey> {
  const { names, addresses } = namesFor(wanted)
  if (!(await authorityPermits(authority.certificatePem, wanted))) {
    throw new Error('The certificate authority was not made for one of these names or addresses.')
  }
  const x509 = await loadX509()
  const issuer = new x509.X509Certificate(authority.certificatePem)
  const keys = await newKeys()
  const certificate = await x509.X509CertificateGenerator.create({
    // With a space, so that nobody takes it for a host name.
    subject: [{ CN: ['Keyrack proxy'] }],
    issuer: issuer.subjectName,
    ...validity(now, LEAF_DAYS),
    publicKey: keys.publicKey,
    signingKey: await importKey(authority.keyPem),
    signingAlgorithm: ECDSA,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension([
        ...names.map((value) => ({ type: 'dns' as const, value })),
        ...addresses.map((value) => ({ type: 'ip' as const, value })),
      ]),
      await x509.SubjectKeyIdentifierExtension.create(keys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(issuer.publicKey),
    ],
  })
  return { certificatePem: certificate.toString('pem'), keyPem: await exportKey(keys.privateKey) }
}

/** True when the leaf is valid for 30 more days, names exactly these, and is of this authority when one is given. */
export function leafIsFit(
  leafPem: string,
  { now, authorityPem, ...wanted }: ServerNames & { now: number; authorityPem?: string },
): boolean {
  const leaf = new X509Certificate(leafPem)
  if (leaf.validFromDate.getTime() > now) return false
  if (leaf.validToDate.getTime() - now < RENEW_DAYS * DAY) return false
  if (authorityPem !== undefined) {
    const authority = new X509Certificate(authorityPem)
    if (!leaf.checkIssued(authority) || !leaf.verify(authority.publicKey)) return false
  }
  const { names, addresses } = namesFor(wanted)
  const expected = [...names, ...addresses].sort()
  const actual = [...namesOf(leaf)].sort()
  return actual.length === expected.length && actual.every((name, i) => name === expected[i])
}

/** Whether clients accept a leaf for all these names from the authority; when not, a new authority is needed. */
export async function authorityPermits(
  authorityPem: string,
  wanted: ServerNames,
): Promise<boolean> {
  const x509 = await loadX509()
  const extension = new x509.X509Certificate(authorityPem).getExtension(NAME_CONSTRAINTS)
  if (!extension) return true
  const { domains, ranges } = decodeConstraints(extension)
  const { names, addresses } = namesFor(wanted)
  return (
    names.every((name) => domains.some((domain) => `.${name}`.endsWith(`.${domain}`))) &&
    addresses.every((address) => ranges.some((range) => inRange(bytesOf(address), range)))
  )
}

/** SHA-256 of the certificate, as people compare it: `AB:CD:…`. */
export function fingerprint(pem: string): string {
  return new X509Certificate(pem).fingerprint256
}

/**
 * Loaded only when a certificate is made: a start with good ones does not wait the tenth of a second. The library
 * finds its own parts by a container that asks for metadata of classes; it has none, and asks in vain.
 */
async function loadX509() {
  if (!('getMetadata' in Reflect)) {
    Object.assign(Reflect, { getMetadata: () => undefined, getOwnMetadata: () => undefined })
  }
  return import('@peculiar/x509')
}

function validity(now: number, days: number) {
  const notBefore = new Date(now - BACKDATED)
  return {
    notBefore,
    notAfter: new Date(notBefore.getTime() + days * DAY),
    // Positive, and of a fixed length: the first byte is neither zero nor above 127 (RFC 5280 §4.1.2.2).
    serialNumber: `4b${randomBytes(15).toString('hex')}`,
  }
}

function newKeys(): Promise<CryptoKeyPair> {
  return crypto.subtle.generateKey(ECDSA, true, ['sign', 'verify'])
}

async function exportKey(key: CryptoKey): Promise<string> {
  const der = Buffer.from(await crypto.subtle.exportKey('pkcs8', key))
  const lines = der.toString('base64').match(/.{1,64}/g) ?? []
  return `-----BEGIN PRIVATE KEY-----\n${lines.join('\n')}\n-----END PRIVATE KEY-----\n`
}

function importKey(pem: string): Promise<CryptoKey> {
  const der = Buffer.from(pem.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64')
  return crypto.subtle.importKey('pkcs8', der, ECDSA, false, ['sign'])
}

/** One spelling for each name, each once. */
function namesFor({ names, addresses }: ServerNames): { names: string[]; addresses: string[] } {
  return {
    names: [...new Set(names.map(plainName))],
    addresses: [...new Set(addresses.map((address) => ipaddr.process(address).toString()))],
  }
}

function plainName(name: string): string {
  const ascii = domainToASCII(name.replace(/\.$/, '')).toLowerCase()
  if (!ascii.split('.').every((label) => /^[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?$/.test(label))) {
    throw new Error(`“${name}” is not a DNS name.`)
  }
  return ascii
}

function namesOf(certificate: X509Certificate): string[] {
  return (certificate.subjectAltName ?? '').split(', ').map((entry) => {
    const value = entry.slice(entry.indexOf(':') + 1)
    return entry.startsWith('IP Address:') ? ipaddr.process(value).toString() : value.toLowerCase()
  })
}

function bytesOf(address: string): number[] {
  return ipaddr.parse(address).toByteArray()
}

// Name constraints by hand (RFC 5280 §4.2.1.10): the library has no class for them.

const SEQUENCE = 0x30
const PERMITTED = 0xa0
const DNS_NAME = 0x82
const IP_ADDRESS = 0x87

function encodeConstraints({ names, addresses }: { names: string[]; addresses: string[] }) {
  const privateRanges = PRIVATE_RANGES.map((range) => networkAndMask(range))
  const publicRanges = addresses
    .filter((address) => !privateRanges.some((range) => inRange(bytesOf(address), range)))
    .map((address) => networkAndMask(`${address}/${bytesOf(address).length * 8}`))
  const subtrees = [
    ...[...new Set([...PRIVATE_DOMAINS, ...names])].map((name) => der(DNS_NAME, Buffer.from(name))),
    ...[...privateRanges, ...publicRanges].map((range) => der(IP_ADDRESS, range)),
  ].map((base) => der(SEQUENCE, base))
  return Uint8Array.from(der(SEQUENCE, der(PERMITTED, Buffer.concat(subtrees))))
}

function networkAndMask(cidr: string): Buffer {
  const [address, bits] = ipaddr.parseCIDR(cidr)
  const network = address.toByteArray()
  const mask = network.map((_, i) => 256 - 2 ** (8 - Math.min(8, Math.max(0, bits - i * 8))))
  return Buffer.from([...network, ...mask])
}

function decodeConstraints(extension: Extension) {
  const [constraints] = readDer(Buffer.from(extension.value))
  const [permitted] = readDer(constraints?.body)
  const bases = readDer(permitted?.body).flatMap(({ body }) => readDer(body).slice(0, 1))
  return {
    domains: bases.filter(({ tag }) => tag === DNS_NAME).map(({ body }) => body.toString('latin1')),
    ranges: bases.filter(({ tag }) => tag === IP_ADDRESS).map(({ body }) => body),
  }
}

/** `range` is the network followed by its mask, as the certificate has it. */
function inRange(address: number[], range: Buffer): boolean {
  return (
    range.length === address.length * 2 &&
    address.every((byte, i) => (byte & (range[address.length + i] ?? 0)) === range[i])
  )
}

function der(tag: number, body: Buffer): Buffer {
  const length =
    body.length < 128
      ? [body.length]
      : body.length < 256
        ? [0x81, body.length]
        : [0x82, body.length >> 8, body.length & 255]
  return Buffer.concat([Buffer.from([tag, ...length]), body])
}

/** The values that stand side by side in `bytes`; only lengths that `der` writes. */
function readDer(bytes: Buffer = Buffer.alloc(0)): { tag: number; body: Buffer }[] {
  const values = []
  for (let at = 0; at < bytes.length; ) {
    const short = bytes[at + 1] ?? 0
    const lengthBytes = short < 128 ? 0 : short & 127
    const start = at + 2 + lengthBytes
    const length = lengthBytes === 0 ? short : bytes.readUIntBE(at + 2, lengthBytes)
    values.push({ tag: bytes[at] ?? 0, body: bytes.subarray(start, start + length) })
    at = start + length
  }
  return values
}
