// Boot app for a runtime that came without one: `electron [switches] [-r module]... <app> [arguments]`.
// A module, so that Electron holds back its 'ready' event until the app's own code has been loaded.

import { existsSync, readFileSync, statSync } from 'node:fs'
// Boot app for a runtime that came without one: `electron [switches] [-r module]... <app> [arguments]`.
// A module, so that Electron holds back its 'ready' event until the app's own code has been loaded.
import Module, { createRequire } from 'node:module'
import { extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app, dialog } from 'electron'

const { modules, appPath, version } = parse(process.argv.slice(1))

if (version) {
  console.log(`v${process.versions.electron}`)
  process.exit(0)
} else if (!appPath) {
  console.error('Usage: electron [switches] [-r module] <path to an app> [arguments]')
  process.exit(1)
}

Object.defineProperty(process, 'defaultApp', { configurable: false, enumerable: true, value: true })
for (const name of modules) createRequire(join(process.cwd(), 'noop.js'))(name)

try {
  await load(resolve(appPath))
} catch (error) {
  console.error(error)
  if (!process.env.CI)
    dialog.showErrorBox('The app could not be started', String(error?.stack ?? error))
  process.exit(1)
}

function parse(args) {
  const modules = []
  for (let i = 0; i < args.length; i++) {
    const arg = args[i]
    if (arg === '-r' || arg === '--require') modules.push(args[++i])
    else if (arg === '-v' || arg === '--version') return { modules, version: true }
    else if (!arg.startsWith('-')) return { modules, appPath: arg }
  }
  return { modules }
}

async function load(path) {
  const manifestFile = statSync(path).isDirectory() ? join(path, 'package.json') : undefined
  let main = path
  let type = 'commonjs'
  if (manifestFile && existsSync(manifestFile)) {
    const manifest = JSON.parse(readFileSync(manifestFile, 'utf8'))
    type = manifest.type ?? type
    main = resolve(path, manifest.main ?? 'index.js')
    if (manifest.version) app.setVersion(manifest.version)
    const name = manifest.productName ?? manifest.name
    if (name) {
      app.name = name
      app.setDesktopName(manifest.desktopName ?? `${name}.desktop`)
    }
  }
  app.setAppPath(path)
  if (!app.commandLine.hasSwitch('user-data-dir'))
    app.setPath('userData', join(app.getPath('appData'), app.name))
  if (extname(main) === '.mjs' || (type === 'module' && extname(main) !== '.cjs'))
    await import(pathToFileURL(main))
  else Module._load(main, null, true)
}
