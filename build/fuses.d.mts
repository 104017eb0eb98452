export function fuses(options: { isTestBuild: boolean }): Record<string, boolean>
