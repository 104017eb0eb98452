import { Button, Checkbox, Group, Modal, Radio, Select, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { CreatedToken, TokenSummary } from '../../../proxy/contract/members.ts'
import { useClient } from '../../client.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

interface CreateProps {
  memberId: string
  onCreated: (token: CreatedToken) => void
  onClose: () => void
}

const DAYS = [7, 30, 90, 180, 365]

export function NewTokenDialog({ memberId, onCreated, onClose }: CreateProps) {
  const t = useWords('members')
  const client = useClient()
  const refresh = useTokensChanged()
  const [label, setLabel] = useState('')
  const [expiry, setExpiry] = useState('default')
  const [decoy, setDecoy] = useState(false)
  const creating = useMutation({
    mutationFn: () =>
      client.tokens.create.mutate({ memberId, label: label.trim(), decoy, ...expiryOf(expiry) }),
    onSuccess: (created: CreatedToken) => {
      refresh()
      onCreated(created)
    },
  })
  const choices = [
    { value: 'default', label: t('expiresDefault') },
    ...DAYS.map((days) => ({ value: String(days), label: t('days', { count: days }) })),
    { value: 'never', label: t('expiresNever') },
  ]

  function create(event: FormEvent) {
    event.preventDefault()
    creating.mutate()
  }

  return (
    <Modal
      opened
      onClose={onClose}
      title={t('newToken')}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <form onSubmit={create}>
        <Stack gap="md">
          <TextInput
            label={t('tokenLabel')}
            description={t('tokenLabelHint')}
            value={label}
            onChange={(event) => setLabel(event.currentTarget.value)}
            maxLength={80}
            data-autofocus
          />
          <Select
            label={t('expiresIn')}
            data={choices}
            value={expiry}
            onChange={(value) => value && setExpiry(value)}
            allowDeselect={false}
          />
          <Checkbox
            label={t('decoyToken')}
            description={t('decoyTokenHint')}
            checked={decoy}
            onChange={(event) => setDecoy(event.currentTarget.checked)}
          />
          <FormEnd of={creating} submit={t('createToken')} onClose={onClose} />
        </Stack>
      </form>
    </Modal>
  )
}

function expiryOf(choice: string): { expiresInDays?: number | null } {
  if (choice === 'default') return {}
  return { expiresInDays: choice === 'never' ? null : Number(choice) }
}

interface TokenProps {
  token: TokenSummary
  onClose: () => void
}

/** Hours the old token lives on. */
const GRACES = [0, 1, 24, 168] as const

export function RotateDialog(props: TokenProps & { onCreated: (token: CreatedToken) => void }) {
  const { token, onCreated, onClose } = props
  const t = useWords('members')
  const client = useClient()
  const refresh = useTokensChanged()
  const [graceHours, setGrace] = useState<(typeof GRACES)[number]>(24)
  const rotating = useMutation({
    mutationFn: () => client.tokens.rotate.mutate({ id: token.id, graceHours }),
    onSuccess: (created: CreatedToken) => {
      refresh()
      onCreated(created)
    },
  })
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('rotateTitle', { label: token.label || token.hint })}
      closeButtonProps={{ 'aria-label': t('cancel') }}
    >
      <Stack gap="md">
        <p>{t('rotateText')}</p>
        <Radio.Group
          label={t('grace')}
          value={String(graceHours)}
          onChange={(value) => setGrace(GRACES.find((hours) => String(hours) === value) ?? 24)}
        >
          <Stack gap="xs" mt="xs">
            {GRACES.map((hours) => (
              <Radio key={hours} value={String(hours)} label={t(`grace_${hours}`)} />
            ))}
          </Stack>
        </Radio.Group>
        {rotating.isError && <ErrorBanner error={rotating.error} />}
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button data-autofocus loading={rotating.isPending} onClick={() => rotating.mutate()}>
            {t('rotateNow')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}

export function RevokeDialog({ token, onClose }: TokenProps) {
  const t = useWords('members')
  const client = useClient()
  const refresh = useTokensChanged()
  const label = token.label || token.hint
  return (
    <ConfirmDialog
      title={t('revokeTitle', { label })}
      confirm={t('revokeNow')}
      cancel={t('cancel')}
      act={async () => {
        const { cutStreams } = await client.tokens.revoke.mutate({ id: token.id })
        refresh()
        toast({ message: t('revoked', { label, streams: t('streamsCut', { count: cutStreams }) }) })
      }}
      onClose={onClose}
    >
      {t('revokeText', { name: token.memberName })}
    </ConfirmDialog>
  )
}

function useTokensChanged(): () => void {
  const queries = useQueryClient()
  return () => {
    void queries.invalidateQueries({ queryKey: ['tokens'] })
    void queries.invalidateQueries({ queryKey: ['members'] })
  }
}
