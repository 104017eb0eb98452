import type { AppStatus } from '../../proxy/contract/status.ts'
export function UnlockPage(_props: { status: AppStatus }) {
  return null
}
