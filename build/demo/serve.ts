import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs the service alone while the sample team is being made; `stop` ends it in order. */
export async function serveForSetUp(dataDir: string): Promise<{ stop(): Promise<void> }> {
  const args = ['dist/service.cjs', '--data', dataDir, '--port', '0', '--json']
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const ended = once(child, 'exit')
  // Its first line says that it is ready.
  const ready = once(child.stdout, 'data')
  if ((await Promise.race([ready, ended])).length > 1)
    throw new Error('The service for the demo did not start.')
  return {
    async stop() {
      child.kill('SIGTERM')
      await ended
    },
  }
}
