import type { Snippet } from '../contract/members.ts'
import { CA_FILE, CA_IN, type CardFacts } from './cardFacts.ts'

/** Commands that save the certificate: its text stands in the card, so nobody on the way can swap it. */
export function trustBlocks(pem: string): Snippet['blocks'] {
  const text = pem.trim()
  return [
    {
      title: 'macOS and Linux',
      language: 'bash',
      text: `cat > ${CA_IN.bash} <<'EOF'\n${text}\nEOF`,
    },
    {
      title: 'Windows (PowerShell)',
      language: 'powershell',
      text: `@'\n${text}\n'@ | Set-Content -Encoding ascii ${CA_IN.powershell}`,
    },
  ]
}

export function curlSnippet({ origin, needsCa }: CardFacts): Snippet {
  const line = (program: string, trust: string) =>
    `${program} ${needsCa ? `${trust} ` : ''}${origin}/v1/models -H "Authorization: Bearer {token}"`
  // The authority publishes no revocation list; Windows would otherwise refuse for want of one.
  const windows = (file: string) => `--cacert ${file} --ssl-revoke-best-effort`
  return {
    id: 'curl',
    label: 'curl',
    blocks: [
      {
        title: 'bash and zsh',
        language: 'bash',
        text: line('curl', `--cacert ${CA_IN.bash}`),
      },
      {
        title: 'PowerShell',
        language: 'powershell',
        text: line('curl.exe', windows(CA_IN.powershell)),
      },
      { title: 'cmd', language: 'bat', text: line('curl.exe', windows(CA_IN.cmd)) },
    ],
    notes: ['It lists the models you can use. If it does, everything else here will work too.'],
  }
}

/** Variables for a shell: each line sets one, the certificate among them where it is needed. */
export function exportBlocks(
  facts: CardFacts,
  variables: Record<string, string>,
  caVariable: string,
): Snippet['blocks'] {
  const names = Object.entries(variables)
  return [
    {
      title: 'bash and zsh',
      language: 'bash',
      text: [
        ...names.map(([name, value]) => `export ${name}="${value}"`),
        ...(facts.needsCa ? [`export ${caVariable}=${CA_IN.bash}`] : []),
      ].join('\n'),
    },
    {
      title: 'PowerShell',
      language: 'powershell',
      text: [
        ...names.map(([name, value]) => `$env:${name} = "${value}"`),
        ...(facts.needsCa ? [`$env:${caVariable} = ${CA_IN.powershell}`] : []),
      ].join('\n'),
    },
  ]
}

export function dotenvSnippet({ origin, needsCa }: CardFacts): Snippet {
  return {
    id: 'env',
    label: '.env',
    blocks: [
      {
        title: '.env',
        language: 'dotenv',
        text: [
          `OPENAI_BASE_URL=${origin}/v1`,
          'OPENAI_API_KEY={token}',
          `ANTHROPIC_BASE_URL=${origin}`,
          'ANTHROPIC_AUTH_TOKEN={token}',
          `GOOGLE_GEMINI_BASE_URL=${origin}`,
          'GEMINI_API_KEY={token}',
          'KEYRACK_TOKEN={token}',
          ...(needsCa
            ? [
                `NODE_EXTRA_CA_CERTS=/path/to/${CA_FILE}`,
                `CODEX_CA_CERTIFICATE=/path/to/${CA_FILE}`,
              ]
            : []),
        ].join('\n'),
      },
    ],
    notes: [
      'Keep this file out of version control: put .env into .gitignore before you save it.',
      ...(needsCa
        ? [
            `Write the whole path of ${CA_FILE}; ~ and $HOME are not understood here.`,
            'Node reads NODE_EXTRA_CA_CERTS only when it starts: set it in the shell, or run node --env-file=.env.',
          ]
        : []),
    ],
  }
}
