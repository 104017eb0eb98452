import { posix, win32 } from 'node:path'

interface Surroundings {
  platform: NodeJS.Platform
  env: Record<string, string | undefined>
  home: string
}

/** Where Keyrack keeps everything: `--data DIR` on the command line, `KEYRACK_DATA`, or the system's usual place. */
export function chooseDataDir(argv: string[], { platform, env, home }: Surroundings): string {
  const path = platform === 'win32' ? win32 : posix
  const wanted = readOption(argv, '--data') ?? (env.KEYRACK_DATA || undefined)
  if (wanted !== undefined) return path.resolve(wanted)
  if (platform === 'win32') {
    return path.join(env.APPDATA || path.join(home, 'AppData', 'Roaming'), 'Keyrack')
  }
  if (platform === 'darwin') return path.join(home, 'Library', 'Application Support', 'Keyrack')
  // The XDG base directory specification says to ignore a relative path here.
  const shared = env.XDG_DATA_HOME
  return path.join(
    shared && path.isAbsolute(shared) ? shared : path.join(home, '.local/share'),
    'keyrack',
  )
}

function readOption(argv: string[], name: string): string | undefined {
  const at = argv.findIndex((word) => word === name || word.startsWith(`${name}=`))
  const word = argv[at]
  if (word === undefined) return undefined
  const value = word === name ? argv[at + 1] : word.slice(name.length + 1)
  return value || undefined
}
