import { ensureBuilt } from './built.mjs'
import { resolveElectron } from './electronRuntime.mjs'
import { root } from './packages.mjs'
import { runToEnd } from './processes.mjs'
import { SERVICE_ENV, SERVICE_FLAGS } from './serviceFlags.mjs'

/** `npm start`: the window where there is a display, else the service alone. Arguments are the app's own. */
export async function start(args) {
  if (!hasDisplay()) {
    console.error(
      'No display here (DISPLAY and WAYLAND_DISPLAY are unset): running the service without a window.',
    )
    await ensureBuilt(['node'])
    const serve = ['dist/keyrack.cjs', 'serve', ...args]
    const env = { ...SERVICE_ENV, ...process.env }
    return runToEnd(process.execPath, [...SERVICE_FLAGS, ...serve], { cwd: root, env })
  }
  await ensureBuilt()
  const { program, args: electronArgs, env } = await electronCommand(args)
  return runToEnd(program, electronArgs, { cwd: root, env })
}

/** Every system but Linux always has a display, as far as a user who types commands can tell. */
export function hasDisplay({ platform, env } = process) {
  return platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY)
}

/** How the built app is started on this machine: the program, its arguments and its environment. */
export async function electronCommand(args) {
  const { executable, source } = await resolveElectron({ root })
  const env = { ...process.env }
  delete env.ELECTRON_RUN_AS_NODE
  // The fallback's own Node cannot load the native modules, so the service gets the Node that runs this.
  if (source === 'fallback') env.KEYRACK_NODE ??= process.execPath
  // Chromium refuses to run as root with its sandbox.
  const sandbox = process.platform === 'linux' && process.getuid() === 0 ? ['--no-sandbox'] : []
  return { program: executable, args: [...sandbox, root, ...args], env }
}
