import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { resolveElectron } from './build/electronRuntime.mjs'
import { fuses } from './build/fuses.mjs'

/**
 * A function, since what builds the packages reads this file in a way that cannot wait.
 * @returns {Promise<import('electron-builder').Configuration>}
 */
export default async function configuration() {
  const { dist, version, source } = await resolveElectron({ root: import.meta.dirname })

  const isTestBuild = process.env.KEYRACK_TEST_BUILD === '1'
  if (source === 'fallback' && !isTestBuild) {
    throw new Error(
      `Electron ${version} is for development and tests only. Package where Electron itself can be had, or set KEYRACK_TEST_BUILD=1.`,
    )
  }

  // Only for this platform; for another one electron-builder fetches that platform's Electron itself.
  const target = process.env.KEYRACK_TARGET_PLATFORM ?? process.platform
  const runtime =
    target === process.platform ? { electronDist: dist, electronVersion: version } : {}

  return {
    appId: 'app.keyrack',
    productName: 'Keyrack',
    copyright: 'Keyrack contributors, MIT',
    ...runtime,
    // The native modules ship Node-API binaries for every platform, so nothing is compiled.
    npmRebuild: false,
    directories: { output: 'release', buildResources: 'build' },
    files: [
      'dist/**',
      '!dist/**/*.map',
      '!dist/.*{,/**}',
      'package.json',
      '!node_modules/better-sqlite3/{deps,src,binding.gyp}',
      '!node_modules/better-sqlite3/prebuilds/*',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: electron-builder fills these placeholders itself.
      'node_modules/better-sqlite3/prebuilds/${platform}-${arch}.node',
      '!node_modules/node-addon-api',
    ],
    asar: true,
    asarUnpack: [
      'node_modules/better-sqlite3/**',
      'node_modules/@node-rs/**',
      // The plain Node that serves the fallback runtime reads no archive.
      ...(source === 'fallback'
        ? ['dist/service*.cjs', 'dist/*Worker*.cjs', 'dist/fonts/**', 'package.json']
        : []),
    ],
    // A folder given as electronDist carries these along.
    afterPack: ({ appOutDir }) =>
      Promise.all(
        ['resources/default_app.asar', 'version'].map((name) =>
          rm(join(appOutDir, name), { force: true }),
        ),
      ),
    electronLanguages: ['en-US'],
    electronFuses: fuses({ isTestBuild }),
    linux: {
      target: ['dir'],
      category: 'Utility',
      executableName: 'keyrack',
      syncDesktopName: true,
    },
    win: { target: ['nsis', 'portable'] },
    mac: {
      target: ['dmg', 'zip'],
      category: 'public.app-category.developer-tools',
      hardenedRuntime: true,
    },
    publish: null,
  }
}
