import { copyFile, mkdtemp, readdir, rm, symlink } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rolldown } from 'rolldown'
import { nodeBundle } from '../../build/build.mjs'
import { ensureBuilt } from '../../build/built.mjs'
import { root } from '../../build/packages.mjs'
import { SERVICE_FLAGS } from '../../build/serviceFlags.mjs'

/** What is measured: the bundled service, as the app starts it: its file, and Node's flags before it. */
export interface Installation {
  service: string[]
  /** The same service without its ledger, bundled in the same way. */
  unrecordedService: string[]
  remove(): Promise<void>
}

/** Builds what people install, and beside it, in a folder that is removed again, the service without its ledger. */
export async function install(): Promise<Installation> {
  await ensureBuilt()
  const folder = await mkdtemp(join(tmpdir(), 'keyrack-bench-'))
  process.env.KEYRACK_STATE ??= join(folder, 'state')
  const { output, ...input } = nodeBundle('service', 'test/load/unrecordedService.ts', {
    release: false,
  })
  const bundle = await rolldown(input)
  await bundle.write({ ...output, dir: join(folder, 'dist') })
  await bundle.close()
  // What the service looks for around itself.
  const workers = (await readdir(join(root, 'dist'))).filter((name) => /Worker.*\.cjs$/.test(name))
  for (const worker of workers)
    await copyFile(join(root, 'dist', worker), join(folder, 'dist', worker))
  await copyFile(join(root, 'package.json'), join(folder, 'package.json'))
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'))
  return {
    service: [...SERVICE_FLAGS, join(root, 'dist/service.cjs')],
    unrecordedService: [...SERVICE_FLAGS, join(folder, 'dist/service.cjs')],
    remove: () => rm(folder, { recursive: true, force: true }),
  }
}
