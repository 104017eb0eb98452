/** Each entry lists the names one package goes by; the answer says what is still missing, if anything. */
export function ensureAptPackages(wanted: string[][]): string | undefined
