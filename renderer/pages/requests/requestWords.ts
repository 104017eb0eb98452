import type { TFunction } from 'i18next'
import type { AccessRequest, RequestState } from '../../../proxy/contract/requests.ts'
import type { Tone } from '../../ui/StatusBadge.tsx'
import { figure } from '../limits/limitWords.ts'

export const REQUEST_TONES: Record<RequestState, Tone> = {
  open: 'info',
  approved: 'ok',
  declined: 'off',
}

/** What somebody asks for, in a few words. */
export function askedWords(t: TFunction<'requests'>, request: AccessRequest): string {
  const { kind, subjectWords: subject, size, standing } = request
  if (kind === 'quota' && size !== null && standing)
    return t('kind_quota_size', { subject, size: figure(standing.limit.metric, size) })
  return t(`kind_${kind}`, { subject })
}
