import { Button, Group, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { KeySummary } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { FormEnd } from '../../ui/FormEnd.tsx'
import { useWords } from '../../words/words.ts'
import { keysPage } from './providers.ts'
import { TestLine } from './TestLine.tsx'

/** Paste the new key, and traffic moves to it; then the old one is to be deleted where it was made. */
export function ReplaceKeyDialog({ of: stored, onClose }: { of: KeySummary; onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [secret, setSecret] = useState('')
  const replacing = useMutation({
    mutationFn: () => client.keys.replace.mutate({ id: stored.id, secret: secret.trim() }),
    onSuccess: () => {
      setSecret('')
      void queries.invalidateQueries({ queryKey: ['keys'] })
    },
  })
  const page = keysPage(stored)
  const { label } = stored

  function replace(event: FormEvent) {
    event.preventDefault()
    if (secret.trim() !== '') replacing.mutate()
  }

  return (
    <FormDialog title={t('replaceTitle', { label })} isDirty={secret !== ''} onClose={onClose}>
      {replacing.isSuccess ? (
        <Stack gap="md">
          <Text size="sm">{t('replaced', { label })}</Text>
          <TestLine isPending={false} result={replacing.data} error={null} idle="" />
          {page && (
            <div>
              <Text size="sm">{t('replacedOld')}</Text>
              <Text size="sm" className="kr-mono">
                {page}
              </Text>
            </div>
          )}
          <Group justify="flex-end">
            <Button data-autofocus onClick={onClose}>
              {t('done')}
            </Button>
          </Group>
        </Stack>
      ) : (
        <form onSubmit={replace}>
          <Stack gap="md">
            <Text size="sm">{t('replaceText', { label })}</Text>
            <PasswordInput
              label={t('newSecret')}
              value={secret}
              onChange={(event) => setSecret(event.currentTarget.value)}
              autoComplete="off"
              data-autofocus
              classNames={{ innerInput: 'kr-mono' }}
            />
            <FormEnd
              of={replacing}
              submit={t('replaceNow')}
              isDisabled={secret.trim() === ''}
              onClose={onClose}
            />
          </Stack>
        </form>
      )}
    </FormDialog>
  )
}
