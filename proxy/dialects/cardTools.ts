import type { Snippet } from '../contract/members.ts'
import { CA_FILE, type CardFacts, missingNote } from './cardFacts.ts'
import { exportBlocks } from './cardShell.ts'

export function claudeCodeSnippet(facts: CardFacts): Snippet {
  const env = {
    ANTHROPIC_BASE_URL: facts.origin,
    ANTHROPIC_AUTH_TOKEN: '{token}',
  }
  return {
    id: 'claudeCode',
    label: 'Claude Code',
    blocks: [
      ...exportBlocks(facts, env, 'NODE_EXTRA_CA_CERTS'),
      {
        title: 'Or for good: ~/.claude/settings.json',
        language: 'json',
        text: JSON.stringify(
          {
            env: {
              ...env,
              ...(facts.needsCa ? { NODE_EXTRA_CA_CERTS: `/path/to/${CA_FILE}` } : {}),
            },
          },
          null,
          2,
        ),
      },
    ],
    notes: [
      'Unset ANTHROPIC_API_KEY first: it would be used instead of the token.',
      'Only in your own settings file. Never put a token into the settings of a project: they are committed.',
      ...(facts.needsCa ? [`In the settings file write the whole path of ${CA_FILE}.`] : []),
      ...missingNote(facts, 'anthropic'),
    ],
  }
}

export function codexSnippet(facts: CardFacts): Snippet {
  return {
    id: 'codex',
    label: 'Codex CLI',
    blocks: [
      {
        title: '~/.codex/config.toml',
        language: 'toml',
        text: [
          `model = "${facts.models.openai}"`,
          'model_provider = "keyrack"',
          '',
          '[model_providers.keyrack]',
          'name = "Keyrack"',
          `base_url = "${facts.origin}/v1"`,
          'env_key = "KEYRACK_TOKEN"',
          'wire_api = "responses"',
        ].join('\n'),
      },
      ...exportBlocks(facts, { KEYRACK_TOKEN: '{token}' }, 'CODEX_CA_CERTIFICATE'),
    ],
    notes: [
      'model and model_provider stand above the first [section] of the file.',
      ...missingNote(facts, 'openai'),
    ],
  }
}

export function continueSnippet(facts: CardFacts): Snippet {
  return {
    id: 'continue',
    label: 'Continue',
    blocks: [
      {
        title: '~/.continue/config.yaml',
        language: 'yaml',
        text: [
          'name: Keyrack',
          'version: 1.0.0',
          'schema: v1',
          'models:',
          `  - name: "Keyrack ${facts.models.openai}"`,
          '    provider: openai',
          `    model: "${facts.models.openai}"`,
          `    apiBase: "${facts.origin}/v1"`,
          '    apiKey: "{token}"',
          ...(facts.needsCa
            ? ['    requestOptions:', `      caBundlePath: "/path/to/${CA_FILE}"`]
            : []),
        ].join('\n'),
      },
    ],
    notes: [
      ...(facts.needsCa ? [`Write the whole path of ${CA_FILE}.`] : []),
      ...missingNote(facts, 'openai'),
    ],
  }
}

/** Text only: there is nothing to paste that could work. */
export function cursorSnippet({ origin }: CardFacts): Snippet {
  const { hostname } = new URL(origin)
  return {
    id: 'cursor',
    label: 'Cursor',
    blocks: [],
    notes: [
      `Cursor sends your requests from its own servers, which cannot reach ${hostname}. Use Continue, Claude Code or Codex here, or ask your admin about a public address.`,
    ],
  }
}
