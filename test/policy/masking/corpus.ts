import { checksum } from '../../../proxy/base/checksum.ts'
import type { MaskKind } from '../../../proxy/contract/masking.ts'
import { mintToken } from '../../../proxy/identity/memberToken.ts'

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
export const JWT = `${base64url({ alg: 'HS256', typ: 'JWT' })}.${base64url({ sub: 'ana', iat: 1 })}.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg`
const LINE = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj'
export const PEM = [
  '-----BEGIN RSA PRIVATE KEY-----',
  LINE,
  LINE.toLowerCase(),
  'MzEfYyjiWA4R4/M2bS1GB4t7NXp98C3SC6dVMvDuictGeurT8jNbvJZHtCSuYEvu',
  'xw==',
  '-----END RSA PRIVATE KEY-----',
].join('\n')

/** A GitHub token made as GitHub makes them: 30 characters and their checksum. */
const githubToken = (prefix: string) => {
  const body = 'zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ'
  return prefix + body + checksum(body)
}
const TOKEN = mintToken()
const wrongLast = (text: string) => text.slice(0, -1) + (text.endsWith('a') ? 'b' : 'a')

/** What must be found, whole and nothing more. */
export const TRUE: Record<MaskKind, string[]> = {
  card: [
    ...['4111111111111111', '4111 1111 1111 1111', '4111-1111-1111-1111', '5555555555554444'],
    ...['2223003122003222', '378282246310005', '3782 822463 10005', '6011111111111117'],
    ...['30569309025904', '3530111333300000', '6200000000000005', '4222222222222'],
  ],
  iban: [
    ...['DE89370400440532013000', 'DE89 3704 0044 0532 0130 00', 'GB29NWBK60161331926819'],
    ...['FR1420041010050500013M02606', 'ES9121000418450200051332', 'gb29nwbk60161331926819'],
    ...['NL91 ABNA 0417 1643 00', 'MT84MALT011000012345MTLCAST001S', 'NO9386011117947'],
  ],
  chineseId: ['11010519491231002X', '440524188001010014', '11010519491231002x'],
  usSsn: ['219-45-6789', '001 01 0001', '772-99-9999'],
  email: [
    ...['ana@example.com', 'ana.garcia+news@mail.example.co.uk', "o'brien@example.ie"],
    ...['josé@correo.es', 'x_y-z@sub-domain.example', 'a@xn--80ak6aa92e.com', '99@qq.com'],
  ],
  phone: ['+14155552671', '+34 612 34 56 78', '+44 (0)20 7946 0958', '+86-138-0013-8000'],
  ipAddress: [
    ...['192.168.1.24', '8.8.8.8', '2001:db8::ff00:42:8329', 'fe80::1ff:fe23:4567:890a'],
    '2001:0db8:85a3:0000:0000:8a2e:0370:7334',
  ],
  jwt: [JWT, `${JWT.slice(0, JWT.lastIndexOf('.'))}.`],
  privateKey: [
    PEM,
    PEM.replaceAll('RSA PRIVATE KEY', 'CERTIFICATE'),
    PEM.replaceAll('\n', '\\n'),
    PEM.replaceAll('\n', ' '),
  ],
  apiKey: [
    ...['sk-proj-Ab3dEf6hIj9kLm2nOp5qRs8t', `sk-ant-api03-${'Ab3_xY-9'.repeat(11)}`],
    ...[`AIza${'SyA-1234567890_abcdefghijklmnopqrst'.slice(0, 35)}`, 'AKIAIOSFODNN7EXAMPLE'],
    ...[githubToken('ghp_'), githubToken('ghs_'), TOKEN, 'glpat-aBcD1234eFgH5678iJkL'],
    ['xoxb', '123456789012', 'AbCdEfGhIjKl'].join('-'),
  ],
  secret: [
    '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
    'Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A=',
  ],
}

/** Sentences in which nothing of the kind is to be found. */
export const NEAR_MISSES: Record<MaskKind, string[]> = {
  card: [
    ...['4111111111111112', '1234567890123456', 'x4111111111111111', '41111111111111110'],
    ...[
      '3.4111111111111111',
      '4111 11 111111 1111',
      '4111_1111_1111_1111',
      'order 9999999999999999',
    ],
  ],
  iban: ['DE88370400440532013000', 'ZZ89370400440532013000', 'DE8937040044053201300', 'SHA2556789'],
  chineseId: [
    '110105194912310021',
    '11010519491331002X',
    '911010519491231002X',
    '12345678901234567X',
  ],
  usSsn: [
    '000-12-3456',
    '666-12-3456',
    '912-12-3456',
    '219-00-6789',
    '219-45-0000',
    '078-05-1120',
    '219-45-67890',
    '219456789',
    '219-45 6789',
    '1-219-45-6789',
  ],
  email: [
    'ana@localhost',
    'a@b.c',
    '@example.com',
    'image@2x.png',
    'pkg@1.2.3',
    'git@github.com:team/repo.git',
    'ana@.com',
    'ana at example.com',
  ],
  phone: [
    '+123',
    '+0123456789',
    '+1415555267112345678',
    'a+14155552671',
    '1+1=2',
    '++14155552671',
    '14155552671',
  ],
  ipAddress: [
    '127.0.0.1',
    '0.0.0.0',
    '256.1.1.1',
    '1.2.3',
    '1.2.3.4.5',
    'v1.2.3.4',
    '::1',
    '12:30:45',
    'std::vec::Vec',
    'a::b',
    'dead::beef',
    '00:1a:2b:3c:4d:5e',
    '01.02.03.04',
  ],
  jwt: ['eyJhbGciOiJIUzI1NiJ9', 'eyJub3QganNvbg.eyJzdWIiOiJhIn0.c2ln', `x${JWT}`, 'eyJ.eyJ.eyJ'],
  privateKey: [
    '-----BEGIN RSA PRIVATE KEY----- is how it starts, he said.',
    'BEGIN PRIVATE KEY',
    '-----BEGIN-----',
  ],
  apiKey: [
    'sk-short',
    'task-force-of-twenty-people-and-more',
    'AKIA123',
    wrongLast(githubToken('ghp_')),
    wrongLast(TOKEN),
    'desk-abcdefghijklmnopqrstuvwx',
  ],
  secret: [
    'password: hunter2',
    'token aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa',
    'the secret of internationalization-and-localization-teams',
    'api key: see the page',
  ],
}
