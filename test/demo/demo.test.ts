import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDbReadOnly } from '../../proxy/store/db.ts'
import { until } from '../sdk/until.ts'

test('the demo lives from its first minute, and leaves nothing behind', {
  timeout: 120_000,
}, async () => {
  const { DISPLAY: _, WAYLAND_DISPLAY: __, ...env } = process.env
  const demo = spawn(process.execPath, ['build/demo/demo.ts'], { env })
  const ended = once(demo, 'exit')
  let printed = ''
  for (const stream of [demo.stdout, demo.stderr]) {
    stream.on('data', (text) => {
      printed += text
    })
  }
  try {
    await until(() => /listens on/.test(printed), 60)
    expect(printed).toContain('Vault passphrase')
    const dataDir = /Data folder +(\S+)/.exec(printed)?.[1] ?? ''
    const db = openDbReadOnly(join(dataDir, 'keyrack.db'))
    const count = (since: number) =>
      db.get(
        db.sql
          .selectFrom('calls')
          .select(({ fn }) => fn.countAll<number>().as('calls'))
          .where('startedAt', '>', since)
          .where('outcome', '=', 'ok'),
      )?.calls ?? 0
    const labels = db.all(db.sql.selectFrom('keys').select('label')).map(({ label }) => label)
    expect(labels.length).toBeGreaterThan(2)
    for (const label of labels) expect(label).toMatch(/\(simulated\)$/)
    expect(count(Date.now() - 24 * 3_600_000)).toBeGreaterThan(100)
    // The day behind it ends two minutes ago: what is newer went through the proxy.
    await until(() => count(Date.now() - 100_000) > 0, 30)
    db.close()

    demo.kill('SIGINT')
    await ended
    expect(existsSync(dataDir)).toBe(false)
  } finally {
    demo.kill('SIGKILL')
  }
})
