import type { Notice } from '../../proxy/contract/notify.ts'

let count = 0

/** An occasion of its own each time. */
export function aNotice(more: Partial<Notice> = {}): Notice {
  count++
  return {
    ...{ occasion: `alr_${count} high`, kind: 'requestSurge', severity: 'high', at: 0 },
    ...{ title: `Ana: ${count} calls this hour`, lines: ['Usual: 30 to 55 calls.'] },
    ...{ path: `/alerts?sel=alr_${count}`, ...more },
  }
}
