import { Select, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  type AdministratorRole,
  type AdministratorSummary,
  administratorRole,
  type Invitation,
} from '../../../proxy/contract/administrators.ts'
import { useClient } from '../../client.tsx'
import { RecordDialog } from '../../ui/RecordDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  /** Left out: somebody new is invited. */
  of?: AdministratorSummary
  onInvited?: (name: string, invitation: Invitation) => void
  onClose: () => void
}

/** The same form invites an administrator and changes one. */
export function AdministratorDialog({ of: stored, onInvited, onClose }: Props) {
  const t = useWords('administrators')
  const client = useClient()
  const queries = useQueryClient()
  const [name, setName] = useState(stored?.name ?? '')
  const [role, setRole] = useState<AdministratorRole>(stored?.role ?? 'admin')
  const [teamId, setTeamId] = useState(stored?.teamId ?? null)
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  // Owners are made of administrators who are there already, not invited.
  const roles = administratorRole.options.filter((each) => stored || each !== 'owner')
  const isDirty =
    name !== (stored?.name ?? '') ||
    role !== (stored?.role ?? 'admin') ||
    teamId !== (stored?.teamId ?? null)
  const team = role === 'teamLead' ? teamId : null
  const isReady = name.trim() !== '' && (role !== 'teamLead' || team !== null)
  const saving = useMutation({
    mutationFn: async () => {
      if (stored) {
        await client.administrators.change.mutate({ id: stored.id, name, role, teamId: team })
        toast({ message: t('changed', { name: name.trim() }) })
      } else if (role !== 'owner') {
        const invitation = await client.administrators.invite.mutate({ name, role, teamId: team })
        onInvited?.(name.trim(), invitation)
      }
      await queries.invalidateQueries({ queryKey: ['administrators'] })
    },
    onSuccess: onClose,
  })
  return (
    <RecordDialog
      title={stored ? t('changeTitle', { name: stored.name }) : t('inviteTitle')}
      isDirty={isDirty}
      saving={saving}
      isReady={isReady}
      submit={stored ? t('save') : t('inviteNow')}
      onClose={onClose}
    >
      {(isTried) => (
        <>
          <TextInput
            label={t('name')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={120}
            required
            data-autofocus
            error={isTried && name.trim() === '' && t('nameNeeded')}
          />
          <Select
            label={t('role')}
            description={t(`role_${role}_text`)}
            inputWrapperOrder={['label', 'input', 'description', 'error']}
            data={roles.map((value) => ({ value, label: t(`role_${value}`) }))}
            value={role}
            onChange={(next) => next && setRole(next)}
            allowDeselect={false}
          />
          {role === 'teamLead' && (
            <Select
              label={t('team')}
              data={(teams.data ?? []).map((each) => ({ value: each.id, label: each.name }))}
              value={teamId}
              onChange={setTeamId}
              error={isTried && teamId === null && t('teamNeeded')}
              required
            />
          )}
        </>
      )}
    </RecordDialog>
  )
}
