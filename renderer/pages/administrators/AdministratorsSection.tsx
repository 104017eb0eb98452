import { Button, Group, Table, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type {
  AdministratorState,
  AdministratorSummary,
  Invitation,
} from '../../../proxy/contract/administrators.ts'
import { useClient } from '../../client.tsx'
import { ago, dayTime } from '../../format.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge, type Tone } from '../../ui/StatusBadge.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { AdministratorDialog } from './AdministratorDialog.tsx'
import { InvitationDialog } from './InvitationDialog.tsx'

const TONES: Record<AdministratorState, Tone> = { active: 'ok', invited: 'info', expired: 'off' }

type Dialog =
  | { kind: 'invite' }
  | { kind: 'code'; name: string; invitation: Invitation }
  | { kind: 'change' | 'remove'; of: AdministratorSummary }

/** Who else may open this window, and with which rights. */
export function AdministratorsSection() {
  const t = useWords('administrators')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<Dialog>()
  const list = useQuery({
    queryKey: ['administrators'],
    queryFn: () => client.administrators.list.query(),
  })
  if (list.isPending) return <p role="status">{common('loading')}</p>
  if (list.isError) return <ErrorBanner error={list.error} retry={() => void list.refetch()} />
  const refresh = () => queries.invalidateQueries({ queryKey: ['administrators'] })
  const close = () => setDialog(undefined)
  return (
    <Part title={t('title')}>
      <Text c="dimmed">{t('text')}</Text>
      <Table aria-label={t('list')}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('name')}</Table.Th>
            <Table.Th>{t('role')}</Table.Th>
            <Table.Th>{t('state')}</Table.Th>
            <Table.Th>{t('seen')}</Table.Th>
            <Table.Th>
              <span className="kr-visually-hidden">{t('actions')}</span>
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.data.map((each) => (
            <Table.Tr key={each.id}>
              <Table.Td>{each.name}</Table.Td>
              <Table.Td>
                {each.teamName === null
                  ? t(`role_${each.role}`)
                  : t('leadOf', { team: each.teamName })}
              </Table.Td>
              <Table.Td>
                <StatusBadge tone={TONES[each.state]}>
                  {t(`state_${each.state}`, { when: dayTime(each.invitedUntil) })}
                </StatusBadge>
              </Table.Td>
              <Table.Td>{each.lastSeenAt === null ? t('never') : ago(each.lastSeenAt)}</Table.Td>
              <Table.Td>
                <Group gap="xs" justify="flex-end" wrap="nowrap">
                  {(['change', 'remove'] as const).map((kind) => (
                    <Button
                      key={kind}
                      size="compact-sm"
                      variant={kind === 'remove' ? 'light' : 'default'}
                      {...(kind === 'remove' && { color: 'red' })}
                      aria-label={t(`${kind}Of`, { name: each.name })}
                      onClick={() => setDialog({ kind, of: each })}
                    >
                      {t(kind)}
                    </Button>
                  ))}
                </Group>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <Group>
        <Button onClick={() => setDialog({ kind: 'invite' })}>{t('invite')}</Button>
      </Group>
      {dialog?.kind === 'invite' && (
        <AdministratorDialog
          onInvited={(name, invitation) => {
            void refresh()
            setDialog({ kind: 'code', name, invitation })
          }}
          onClose={() => setDialog((now) => (now?.kind === 'invite' ? undefined : now))}
        />
      )}
      {dialog?.kind === 'change' && <AdministratorDialog of={dialog.of} onClose={close} />}
      {dialog?.kind === 'code' && (
        <InvitationDialog name={dialog.name} invitation={dialog.invitation} onClose={close} />
      )}
      {dialog?.kind === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { name: dialog.of.name })}
          confirm={t('removeNow')}
          cancel={t('cancel')}
          act={async () => {
            await client.administrators.remove.mutate({ id: dialog.of.id })
            await refresh()
            toast({ message: t('removed', { name: dialog.of.name }) })
          }}
          onClose={close}
        >
          {t('removeText')}
        </ConfirmDialog>
      )}
    </Part>
  )
}
