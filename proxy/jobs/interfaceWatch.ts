import { networkInterfaces } from 'node:os'
import type { Job } from './schedule.ts'

const EVERY_MS = 10_000

/** Calls `changed` when this computer's addresses are others than before: the certificate must name them. */
export function watchInterfaces(
  changed: () => void | Promise<void>,
  addresses: () => string[] = ownAddresses,
): Job {
  let before = addresses().join(' ')
  return {
    name: 'watch network interfaces',
    everyMs: EVERY_MS,
    async run() {
      const now = addresses().join(' ')
      if (now === before) return
      await changed()
      // Remembered only when `changed` succeeded, so that a failure is tried again.
      before = now
    },
  }
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((addresses = []) => addresses.map(({ address }) => address))
    .sort()
}
