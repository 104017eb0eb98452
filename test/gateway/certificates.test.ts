import { execFile, execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:https'
import { type AddressInfo, connect as connectTcp } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect as connectTls } from 'node:tls'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  authorityPermits,
  type CertifiedKey,
  fingerprint,
  leafIsFit,
  makeAuthority,
  makeLeaf,
} from '../../proxy/gateway/certificates.ts'

const DAY = 86_400_000
const INSTALL = 'a1b2c3d4e5f60718293a4b5c6d7e8f90'
const WANTED = {
  names: ['MyBox', 'mybox.local', 'localhost', 'keyrack.office.example'],
  addresses: ['127.0.0.1', '::1', '192.168.1.24', '10.9.8.7', 'fd12:3456::24', '203.0.113.7'],
}
/** The client libraries judge by the real clock. */
const NOW = Date.now()

let authority: CertifiedKey
let leaf: CertifiedKey
let server: Server
let port: number
let folder: string

beforeAll(async () => {
  authority = await makeAuthority({
    installId: INSTALL,
    now: NOW,
    names: ['mybox', 'keyrack.office.example'],
    addresses: ['203.0.113.7'],
  })
  leaf = await makeLeaf(authority, { ...WANTED, now: NOW })
  server = createServer({ key: leaf.keyPem, cert: leaf.certificatePem }, (_, answer) =>
    answer.end('over TLS'),
  )
  port = await listen(server)
  folder = mkdtempSync(join(tmpdir(), 'keyrack-tls-'))
  writeFileSync(join(folder, 'ca.pem'), authority.certificatePem)
  writeFileSync(join(folder, 'leaf.pem'), leaf.certificatePem)
})

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true })
  await new Promise((closed) => server.close(closed))
})

async function listen(listener: Server): Promise<number> {
  await new Promise<void>((ready) => listener.listen(0, '127.0.0.1', ready))
  return (listener.address() as AddressInfo).port
}

/** Connects to the server on loopback, but checks its certificate as if it were called `host`. */
function callAs(host: string, ca: string | undefined, at = port): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connectTls({
      socket: connectTcp(at, '127.0.0.1'),
      host,
      ...(/^[a-z]/i.test(host) && !host.includes(':') ? { servername: host } : {}),
      ...(ca === undefined ? {} : { ca }),
    })
    socket.on('secureConnect', () => {
      resolve(socket.authorized ? 'authorized' : 'not authorized')
      socket.destroy()
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      reject(Object.assign(new Error(`${error.code}: ${error.message}`), { cause: error }))
      socket.destroy()
    })
  })
}

test.each([...WANTED.names, ...WANTED.addresses])(
  'a client that trusts the authority takes the server as %s',
  async (host) => {
    expect(await callAs(host, authority.certificatePem)).toBe('authorized')
  },
)

test.each(['other.local', '192.168.1.25', '8.8.8.8', 'fd12:3456::25'])(
  'a client refuses the server under a name it does not have: %s',
  async (host) => {
    await expect(callAs(host, authority.certificatePem)).rejects.toThrow('ALTNAME_INVALID')
  },
)

test('a client without the authority, or with the one of another installation, refuses', async () => {
  const foreign = await makeAuthority({ installId: INSTALL, now: NOW, names: WANTED.names })
  await expect(callAs('localhost', undefined)).rejects.toThrow(/VERIFY|SELF_SIGNED|ISSUER/)
  await expect(callAs('localhost', foreign.certificatePem)).rejects.toThrow(
    /VERIFY|SELF_SIGNED|ISSUER|SIGNATURE/,
  )
})

test('a stolen authority key cannot vouch for a public site: clients refuse the certificate', async () => {
  await expect(
    makeLeaf(authority, { names: ['api.openai.com'], addresses: [], now: NOW }),
  ).rejects.toThrow('was not made for one of these names')
  for (const host of ['api.openai.com', '8.8.8.8', '2001:db8::1']) {
    const forged = await forgeLeaf(host)
    const attacker = createServer({ key: forged.keyPem, cert: forged.certificatePem })
    const at = await listen(attacker)
    await expect(callAs(host, authority.certificatePem, at)).rejects.toThrow(
      'permitted subtree violation',
    )
    await new Promise((closed) => attacker.close(closed))
  }
})

/** Signs a leaf with the authority's key as its thief would: without asking `makeLeaf`. */
async function forgeLeaf(host: string): Promise<CertifiedKey> {
  const x509 = await import('@peculiar/x509')
  const algorithm = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' }
  const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const der = Buffer.from(authority.keyPem.replaceAll(/-----[A-Z ]+-----/g, ''), 'base64')
  const certificate = await x509.X509CertificateGenerator.create({
    subject: 'CN=forged',
    issuer: new x509.X509Certificate(authority.certificatePem).subjectName,
    notBefore: new Date(NOW - DAY),
    notAfter: new Date(NOW + DAY),
    publicKey: keys.publicKey,
    signingKey: await crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign']),
    signingAlgorithm: algorithm,
    extensions: [
      new x509.SubjectAlternativeNameExtension([
        { type: /^[a-z]/.test(host) ? 'dns' : 'ip', value: host },
      ]),
    ],
  })
  const key = Buffer.from(await crypto.subtle.exportKey('pkcs8', keys.privateKey))
  return {
    certificatePem: certificate.toString('pem'),
    keyPem: `-----BEGIN PRIVATE KEY-----\n${key.toString('base64')}\n-----END PRIVATE KEY-----\n`,
  }
}

test('the authority lives ten years, the leaf 397 days, and their roles are fixed', () => {
  const ca = new X509Certificate(authority.certificatePem)
  const server = new X509Certificate(leaf.certificatePem)
  const days = (of: X509Certificate) =>
    (of.validToDate.getTime() - of.validFromDate.getTime()) / DAY
  expect(days(ca)).toBe(3650)
  expect(days(server)).toBe(397)
  expect(ca.subject).toBe('CN=Keyrack a1b2c3d4')
  expect(ca.ca).toBe(true)
  expect(server.ca).toBe(false)
  expect(server.checkIssued(ca)).toBe(true)
  expect(server.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1'])
  for (const { publicKey } of [ca, server]) {
    expect(publicKey.asymmetricKeyDetails).toEqual({ namedCurve: 'prime256v1' })
  }
  expect(ca.serialNumber).toMatch(/^4B[0-9A-F]{30}$/)
  expect(server.serialNumber).not.toBe(ca.serialNumber)
})

test('a leaf is fit for exactly its names, until 30 days before its end, from its own authority', async () => {
  const { certificatePem } = leaf
  const isFit = (changed: object = {}) =>
    leafIsFit(certificatePem, { ...WANTED, now: NOW, ...changed })
  expect(isFit()).toBe(true)
  expect(isFit({ names: WANTED.names.toReversed().map((name) => name.toUpperCase()) })).toBe(true)
  expect(isFit({ addresses: [...WANTED.addresses, '192.168.1.25'] })).toBe(false)
  expect(isFit({ addresses: WANTED.addresses.slice(1) })).toBe(false)
  expect(isFit({ names: [...WANTED.names, 'new.local'] })).toBe(false)
  // Made a day back in time, so it ends 396 days from now.
  expect(isFit({ now: NOW + 365 * DAY })).toBe(true)
  expect(isFit({ now: NOW + 366 * DAY + 1000 })).toBe(false)
  expect(isFit({ now: NOW - 2 * DAY })).toBe(false)
  expect(isFit({ authorityPem: authority.certificatePem })).toBe(true)
  const foreign = await makeAuthority({ installId: INSTALL, now: NOW, names: [] })
  expect(isFit({ authorityPem: foreign.certificatePem })).toBe(false)
})

test('the authority allows every private address and name of later days, and of public ones only its own', async () => {
  const permits = (names: string[], addresses: string[]) =>
    authorityPermits(authority.certificatePem, { names, addresses })
  const later = ['172.16.0.1', '172.31.255.255', '10.255.0.9', '192.168.77.3', '100.100.1.2']
  expect(await permits(['renamed.local', 'box.lan', 'a.mybox'], [...later, 'fd00::9'])).toBe(true)
  expect(await permits(['keyrack.office.example'], ['203.0.113.7'])).toBe(true)
  for (const address of ['203.0.113.8', '172.32.0.1', '172.15.0.1', '11.0.0.1', '2001:db8::1']) {
    expect(await permits([], [address])).toBe(false)
  }
  for (const name of [
    'office.example',
    'evil.example',
    'notlocal',
    'xlocalhost',
    'local.example',
  ]) {
    expect(await permits([name], [])).toBe(false)
  }
})

test('a name that is none is refused instead of written into a certificate', async () => {
  for (const name of ['', 'a b', '*.local', 'x,DNS:evil.example', '-----', 'a..b', '.local']) {
    const made = makeAuthority({ installId: INSTALL, now: NOW, names: [name] })
    await expect(made).rejects.toThrow('is not a DNS name')
  }
})

test('the fingerprint is the SHA-256 that other tools show', () => {
  expect(fingerprint(authority.certificatePem)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
  expect(fingerprint(authority.certificatePem)).not.toBe(fingerprint(leaf.certificatePem))
})

function has(tool: string): boolean {
  try {
    execFileSync(tool, [tool === 'openssl' ? 'version' : '--version'], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

test.skipIf(!has('openssl'))('openssl verifies the leaf in its strict mode', () => {
  const options = [
    'verify',
    '-x509_strict',
    '-purpose',
    'sslserver',
    '-CAfile',
    'ca.pem',
    'leaf.pem',
  ]
  expect(execFileSync('openssl', options, { cwd: folder, encoding: 'utf8' })).toBe('leaf.pem: OK\n')
  const shown = ['x509', '-in', 'ca.pem', '-noout', '-fingerprint', '-sha256']
  expect(execFileSync('openssl', shown, { cwd: folder, encoding: 'utf8' })).toContain(
    fingerprint(authority.certificatePem),
  )
})

test.skipIf(!has('curl')).each(['localhost', 'mybox.local', '127.0.0.1', '192.168.1.24'])(
  'curl takes the server as %s with the authority, and refuses without it',
  async (host) => {
    const there = ['--connect-to', `${host}:443:127.0.0.1:${port}`, `https://${host}/`]
    const curl = (...options: string[]) =>
      promisify(execFile)('curl', ['--silent', '--show-error', '--noproxy', '*', ...options])
    const { stdout } = await curl('--cacert', join(folder, 'ca.pem'), ...there)
    expect(stdout).toBe('over TLS')
    await expect(curl(...there)).rejects.toMatchObject({ code: 60 })
  },
)
