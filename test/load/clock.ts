/** Milliseconds of the machine's steady clock, the same in every process on it. */
export function steadyMs(): number {
  return Number(process.hrtime.bigint()) / 1e6
}

export function sleep(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
