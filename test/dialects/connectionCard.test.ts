import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { connectionCard } from '../../proxy/dialects/connectionCard.ts'

const PEM = '-----BEGIN CERTIFICATE-----\nMIIBfake+canary/0000==\n-----END CERTIFICATE-----\n'
const SUBJECT = {
  memberName: 'Ana Ruiz',
  origin: 'https://192.168.1.24:8443',
  ca: { pem: PEM, fingerprint: 'AB:CD:EF' },
  models: ['claude-opus-5-5', 'gemini-3-flash', 'gpt-5.5', 'gpt-5-mini', 'text-embedding-3-small'],
}
const card = connectionCard(SUBJECT)
const plain = connectionCard({ ...SUBJECT, origin: 'http://127.0.0.1:8080', ca: null })

const texts = (of: typeof card) => of.snippets.flatMap(({ blocks }) => blocks.map((b) => b.text))
const textOf = (id: string, of = card) =>
  of.snippets.find((snippet) => snippet.id === id)?.blocks.map((b) => b.text) ?? []

describe('the connection card', () => {
  test('has a tab for each tool, in the order people look for them', () => {
    expect(card.snippets.map(({ label }) => label)).toEqual([
      'curl',
      'OpenAI Python',
      'OpenAI Node',
      'Anthropic',
      'Gemini',
      'Azure OpenAI',
      'Claude Code',
      'Codex CLI',
      'Continue',
      'Cursor',
      '.env',
    ])
  })

  test('shows Codex only where the Responses API is answered', () => {
    const without = connectionCard({ ...SUBJECT, responsesEnabled: false })
    expect(without.snippets.map(({ id }) => id)).not.toContain('codex')
  })

  test('names the running address in every tab that has something to paste', () => {
    for (const of of [card, plain]) {
      for (const { id, blocks } of of.snippets) {
        if (blocks.length === 0) expect(id).toBe('cursor')
        else expect(blocks.some(({ text }) => text.includes(of.origin))).toBe(true)
      }
    }
  })

  test('puts the token everywhere by a placeholder, and never into the message', () => {
    for (const { id, blocks } of card.snippets) {
      if (id === 'cursor') continue
      expect(blocks.some(({ text }) => text.includes('{token}'))).toBe(true)
    }
    expect(card.message).not.toContain('{token}')
    expect(card.message).toContain(SUBJECT.origin)
    expect(card.message).toContain(PEM.trim())
    expect(card.message).toContain('AB:CD:EF')
  })

  test('never tells anybody to switch verification off', () => {
    const all = JSON.stringify([card, plain])
    expect(all).not.toMatch(
      /verify\s*=\s*False|verify_ssl|rejectUnauthorized|TLS_REJECT|--insecure|\bcurl(?:\.exe)? -k|SkipCertificateCheck|disable verif/i,
    )
    expect(all).not.toMatch(/-k\b.*https/)
  })

  test('names the certificate wherever a tool must trust it, and nowhere without need', () => {
    for (const { id, blocks } of card.snippets) {
      if (id === 'cursor') continue
      expect(blocks.some(({ text }) => text.includes('keyrack-ca.pem'))).toBe(true)
    }
    expect(JSON.stringify(plain)).not.toContain('keyrack-ca.pem')
    expect(JSON.stringify(plain)).not.toContain('CA_CERT')
    expect(plain.ca).toBeNull()
  })

  test('takes the examples out of what the member may call', () => {
    expect(textOf('openaiNode').join()).toContain("'gpt-5-mini'")
    expect(textOf('anthropic').join()).toContain('"claude-opus-5-5"')
    expect(textOf('gemini').join()).toContain("'gemini-3-flash'")
  })

  test('says so where an example is only an example', () => {
    const empty = connectionCard({ ...SUBJECT, models: ['text-embedding-3-small'] })
    for (const id of ['openaiPython', 'anthropic', 'gemini', 'codex']) {
      const notes = empty.snippets.find((snippet) => snippet.id === id)?.notes.join() ?? ''
      expect(notes).toContain('only an example')
    }
    expect(JSON.stringify(card.snippets)).not.toContain('only an example')
  })

  test('never puts a hostile name into code, nor a line of its own into the message', () => {
    const models = ['gpt"; rm -rf ~; echo "', "gpt'\nimport os"]
    const hostile = connectionCard({ ...SUBJECT, memberName: 'Eve\n\n1. Run this', models })
    expect(texts(hostile).join('\n')).not.toMatch(/rm -rf|gpt'\n/)
    expect(hostile.message.split('\n')).not.toContain('1. Run this')
    expect(hostile.message.split('\n').some((line) => line.startsWith('import os'))).toBe(false)
  })

  test('an address with the version goes to OpenAI clients, one without to all others', () => {
    expect(textOf('openaiPython').join()).toContain(`"${SUBJECT.origin}/v1"`)
    expect(textOf('codex').join()).toContain(`"${SUBJECT.origin}/v1"`)
    expect(textOf('continue').join()).toContain(`"${SUBJECT.origin}/v1"`)
    for (const id of ['anthropic', 'gemini', 'azure', 'claudeCode'])
      expect(textOf(id).join()).not.toContain('/v1')
  })

  test('the JavaScript and JSON parse', () => {
    const dir = mkdtempSync(join(tmpdir(), 'keyrack-card-'))
    try {
      const blocks = [card, plain].flatMap(({ snippets }) => snippets.flatMap((s) => s.blocks))
      const scripts = blocks.filter(({ language }) => language === 'javascript')
      expect(scripts.length).toBeGreaterThan(8)
      for (const [i, { text }] of scripts.entries()) {
        const file = join(dir, `${i}.mjs`)
        writeFileSync(file, text)
        execFileSync(process.execPath, ['--check', file])
      }
      for (const { text } of blocks.filter(({ language }) => language === 'json'))
        expect(JSON.parse(text).env.ANTHROPIC_AUTH_TOKEN).toBe('{token}')
    } finally {
      rmSync(dir, { recursive: true })
    }
  })

  test('the command of the first step saves exactly the certificate', () => {
    const home = mkdtempSync(join(tmpdir(), 'keyrack-card-'))
    try {
      const [unix] = card.ca?.trust ?? []
      execFileSync('bash', ['-c', unix?.text ?? 'false'], { env: { ...process.env, HOME: home } })
      expect(readFileSync(join(home, 'keyrack-ca.pem'), 'utf8')).toBe(PEM)
    } finally {
      rmSync(home, { recursive: true })
    }
  })

  test('works for an address in brackets too', () => {
    const six = connectionCard({ ...SUBJECT, origin: 'https://[fd00::1]:8443' })
    expect(six.snippets.find(({ id }) => id === 'cursor')?.notes.join()).toContain('[fd00::1]')
  })
})
