import { Button } from '@mantine/core'
import type { AccessRequest } from '../../../proxy/contract/requests.ts'
import { dayTime, money, wholeNumber } from '../../format.ts'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { Standing } from '../limits/Standing.tsx'
import { askedWords, REQUEST_TONES } from './requestWords.ts'

interface Props {
  of: AccessRequest
  onDecide: (kind: 'approve' | 'decline') => void
  onClose: () => void
}

/** One request: the words of the member, what they use now, and what was decided. */
export function RequestDrawer({ of: request, onDecide, onClose }: Props) {
  const t = useWords('requests')
  return (
    <Drawer
      title={request.memberName}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <div className="kr-actions">
          <StatusBadge tone={REQUEST_TONES[request.state]}>
            {t(`state_${request.state}`)}
          </StatusBadge>
          {request.state === 'open' && (
            <>
              <Button size="xs" onClick={() => onDecide('approve')}>
                {t('approve')}
              </Button>
              <Button size="xs" variant="default" onClick={() => onDecide('decline')}>
                {t('decline')}
              </Button>
            </>
          )}
        </div>
      }
    >
      <DrawerSection title={t('what')}>
        <Facts
          facts={[
            [t('asked'), askedWords(t, request)],
            [t('reason'), request.reason],
            [t('when'), dayTime(request.createdAt)],
            [
              t('lastMonth'),
              t('lastMonthValue', {
                count: request.calls30d,
                calls: wholeNumber(request.calls30d),
                amount: money(request.costNanoUsd30d),
              }),
            ],
            [t('decided'), request.decidedAt === null ? undefined : decided(request)],
            [t('answered'), request.answer || undefined],
            [
              t('grantedUntil'),
              request.state !== 'approved'
                ? undefined
                : request.until === null
                  ? t('forGood')
                  : dayTime(request.until),
            ],
          ]}
        />
      </DrawerSection>
      {request.standing && (
        <DrawerSection title={t('usage')}>
          <Standing of={request.standing} />
        </DrawerSection>
      )}
    </Drawer>
  )

  function decided({ decidedAt, decidedBy }: AccessRequest): string {
    const when = dayTime(decidedAt)
    return decidedBy === null ? when : t('decidedBy', { when, who: decidedBy })
  }
}
