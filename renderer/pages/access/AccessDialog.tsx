import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { type AccessRules, type AccessSubject, NO_RULES } from '../../../proxy/contract/access.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { AccessForm } from './AccessForm.tsx'

interface Props {
  subject: AccessSubject
  /** Whose rules these are, for the title. */
  name: string
  onClose: () => void
}

/** The rules of one level: what is allowed, denied, from where, when, and how much at once. */
export function AccessDialog(props: Props) {
  const common = useWords('common')
  const t = useWords('access')
  const client = useClient()
  const stored = useQuery({
    queryKey: ['access', 'rules', props.subject],
    queryFn: () => client.access.get.query(props.subject),
    staleTime: 0,
    gcTime: 0,
  })
  if (stored.data) return <Editor {...props} stored={stored.data.rules} />
  return (
    <FormDialog
      title={t('editTitle', { name: props.name })}
      isDirty={false}
      size="lg"
      onClose={props.onClose}
    >
      {stored.isError ? (
        <ErrorBanner error={stored.error} retry={() => void stored.refetch()} />
      ) : (
        <p role="status">{common('loading')}</p>
      )}
    </FormDialog>
  )
}

function Editor({ subject, name, onClose, stored }: Props & { stored: AccessRules }) {
  const t = useWords('access')
  const client = useClient()
  const queries = useQueryClient()
  const [rules, setRules] = useState(stored)
  const isDirty = JSON.stringify(rules) !== JSON.stringify(stored)
  const saving = useMutation({
    mutationFn: () => client.access.change.mutate({ subject, rules }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['access'] })
      toast({ message: t('saved') })
      onClose()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (isDirty) saving.mutate()
  }
  return (
    <FormDialog title={t('editTitle', { name })} isDirty={isDirty} size="lg" onClose={onClose}>
      <form onSubmit={submit} noValidate>
        <Stack gap="md">
          {subject.level !== 'workspace' && (
            <Text size="sm" c="dimmed">
              {t('inherited')}
            </Text>
          )}
          <AccessForm rules={rules} onChange={(part) => setRules({ ...rules, ...part })} />
          {saving.isError && <ErrorBanner error={saving.error} />}
          <Group justify="space-between" gap="sm">
            <Button variant="subtle" onClick={() => setRules(NO_RULES)}>
              {t('reset')}
            </Button>
            <Group gap="sm">
              <Button variant="default" onClick={onClose}>
                {t('cancel')}
              </Button>
              <Button type="submit" loading={saving.isPending} disabled={!isDirty}>
                {t('save')}
              </Button>
            </Group>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  )
}
