import type { ConnectionCard, Snippet } from '../contract/members.ts'
import { CA_IN, type CardFacts, exampleModels } from './cardFacts.ts'
import {
  anthropicSnippet,
  azureSnippet,
  geminiSnippet,
  openaiNodeSnippet,
  openaiPythonSnippet,
} from './cardSdks.ts'
import { curlSnippet, dotenvSnippet, trustBlocks } from './cardShell.ts'
import { claudeCodeSnippet, codexSnippet, continueSnippet, cursorSnippet } from './cardTools.ts'

export interface CardSubject {
  memberName: string
  origin: string
  /** Null when teammates need no certificate: plain http, or one that their computers know already. */
  ca: { pem: string; fingerprint: string } | null
  /** What the member may call. */
  models: string[]
  /** What the member must know. */
  notices?: string[]
  /** False when no key answers the Responses API, without which Codex cannot work. */
  responsesEnabled?: boolean
}

/** Everything a teammate needs to connect, rendered from the running configuration; never with a token. */
export function connectionCard(subject: CardSubject): ConnectionCard {
  const { memberName, origin, ca, models, notices = [], responsesEnabled = true } = subject
  const facts: CardFacts = { origin, needsCa: ca !== null, ...exampleModels(models) }
  const snippets: Snippet[] = [
    curlSnippet(facts),
    openaiPythonSnippet(facts),
    openaiNodeSnippet(facts),
    anthropicSnippet(facts),
    geminiSnippet(facts),
    azureSnippet(facts),
    claudeCodeSnippet(facts),
    ...(responsesEnabled ? [codexSnippet(facts)] : []),
    continueSnippet(facts),
    cursorSnippet(facts),
    dotenvSnippet(facts),
  ]
  return {
    memberName,
    origin,
    ca: ca && { ...ca, trust: trustBlocks(ca.pem) },
    models,
    notices,
    snippets,
    message: messageFor(subject, facts),
  }
}

const MOST_MODELS_LISTED = 20

/** The card as one text for a chat or a mail. The token goes another way, and once. */
function messageFor(
  { memberName, ca, models, notices = [] }: CardSubject,
  facts: CardFacts,
): string {
  const { origin } = facts
  const listed = models.slice(0, MOST_MODELS_LISTED).map(oneLine).join(', ')
  const more = models.length - MOST_MODELS_LISTED
  const trust = ca
    ? [
        '1. Save the certificate (macOS and Linux; on Windows save the text between the EOF lines as keyrack-ca.pem in your home folder):',
        '',
        trustBlocks(ca.pem)[0]?.text ?? '',
        '',
        `   Its SHA-256 fingerprint: ${ca.fingerprint}`,
        '',
      ]
    : []
  const first = ca ? 2 : 1
  return [
    `Hello ${oneLine(memberName)}, this is your way to the team's AI models, through Keyrack.`,
    '',
    `Address: ${origin}`,
    `Models:  ${listed === '' ? 'none yet' : listed}${more > 0 ? ` and ${more} more` : ''}`,
    'Token:   comes separately. It is yours alone; do not pass it on.',
    '',
    ...notices.flatMap((notice) => [`Note:    ${notice}`, '']),
    ...trust,
    `${first}. Try it, with your token in KEYRACK_TOKEN:`,
    '',
    `curl ${ca ? `--cacert ${CA_IN.bash} ` : ''}${origin}/v1/models -H "Authorization: Bearer $KEYRACK_TOKEN"`,
    '',
    `${first + 1}. Point your SDK or tool here, with the token where the API key was:`,
    '',
    `OpenAI, Codex, Continue   ${origin}/v1`,
    `Anthropic, Claude Code    ${origin}`,
    `Gemini                    ${origin}`,
    `Azure OpenAI              ${origin}`,
    ...(ca ? ['', `Node tools need this first: export NODE_EXTRA_CA_CERTS=${CA_IN.bash}`] : []),
  ].join('\n')
}

/** Names come from people and providers; a line break in one could pose as a line of ours. */
function oneLine(name: string): string {
  return name.replace(/\s+/g, ' ').trim()
}
