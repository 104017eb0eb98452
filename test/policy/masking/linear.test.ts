import { expect, test } from 'vitest'
import { MASK_KINDS } from '../../../proxy/contract/masking.ts'
import { Scanner } from '../../../proxy/policy/masking/scanner.ts'

const KiB = 1024
const scanner = new Scanner(Object.fromEntries(MASK_KINDS.map((kind) => [kind, 'mask'])), [
  {
    label: 'W',
    mode: 'mask',
    terms: ['aaaaaaaa b', 'ab ab ab c'],
    wholeWord: true,
    matchCase: false,
  },
])

/** Texts by which careless patterns take forever. */
const ATTACKS = [
  ...[
    'a@a@',
    'a',
    '1',
    '1 ',
    '1-',
    '4111 ',
    'eyJ',
    'eyJ.',
    'eyJhIjoxfQ.',
    ':',
    'a:',
    '1:',
    '1.',
    '+',
    '+1 ',
  ],
  ...['-----BEGIN RSA PRIVATE KEY-----', '-----BEGIN ', '-----END ', '-', 'sk-', 'ghp_', 'xoxb-'],
  ...[
    'password',
    'password ',
    'token-',
    'secret=',
    'DE89',
    'DE89 3704 ',
    '219-45-',
    '[EMAIL_1]',
    'é@é.',
    '\\n',
  ],
]

test.each(ATTACKS)(
  'the time for %j grows as the text does',
  (piece) => {
    const textOf = (bytes: number) => piece.repeat(Math.ceil(bytes / piece.length))
    const [small, large] = [textOf(32 * KiB), textOf(512 * KiB)]
    scanner.find(small)
    const least = (text: string, times: number) =>
      Math.min(
        ...Array.from({ length: times }, () => {
          const started = process.cpuUsage()
          scanner.find(text)
          scanner.openFrom(text)
          const { user, system } = process.cpuUsage(started)
          return user + system
        }),
      )
    const smallTime = least(small, 4)
    const largeTime = least(large, 2)
    // Sixteen times the text; quadratic work would be 256 times the time.
    expect(largeTime).toBeLessThan(Math.max(smallTime, 1000) * 80)
  },
  120_000,
)
