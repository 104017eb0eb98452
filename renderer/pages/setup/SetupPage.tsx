import type { AppStatus } from '../../../proxy/contract/status.ts'
export function SetupPage(_props: { status: AppStatus }) {
  return null
}
