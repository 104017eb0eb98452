/**
 * The switches inside Electron's binary, each set on purpose. Playwright drives a packaged app through
 * --inspect, so a build that is only for tests keeps that one.
 */
export function fuses({ isTestBuild }) {
  return {
    runAsNode: false,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: isTestBuild,
    enableCookieEncryption: true,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
    // Electron's own advice: only for apps that ship a snapshot of their own.
    loadBrowserProcessSpecificV8Snapshot: false,
  }
}
