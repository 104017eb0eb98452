import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { ConnectionCard } from '../members/ConnectionCard.tsx'
import type { StepProps } from './SetupPage.tsx'

interface Added {
  memberId: string
  name: string
  token: string
}

/** Step 4: the first teammate, the card to hand over, and the wait for the first call. */
export function MemberStep({ goTo }: StepProps) {
  const t = useWords('setup')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [name, setName] = useState('')
  const [wasTried, setTried] = useState(false)
  const add = useMutation({
    mutationFn: async (): Promise<Added> => {
      const member = await client.members.add.mutate({ name })
      const { token } = await client.tokens.create.mutate({ memberId: member.id })
      return { memberId: member.id, name: name.trim(), token }
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['members'] }),
  })

  if (add.data) {
    return (
      <Stack gap="md">
        <ConnectionCard
          memberId={add.data.memberId}
          memberName={add.data.name}
          token={add.data.token}
        />
        <div className="kr-gate-foot">
          <Button onClick={() => goTo('done')}>{t('finish')}</Button>
        </div>
      </Stack>
    )
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (name.trim() !== '' && !add.isPending) add.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {add.isError && <ErrorBanner error={add.error} />}
        <Group align="flex-start">
          <TextInput
            label={t('memberName')}
            description={t('memberNameHint')}
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            error={wasTried && name.trim() === '' && t('memberNameMissing')}
            maxLength={120}
            w={280}
            autoFocus
          />
        </Group>
        <Group justify="space-between">
          <Button variant="default" onClick={() => goTo('network')}>
            {common('back')}
          </Button>
          <Group>
            <Button variant="subtle" onClick={() => goTo('done')}>
              {t('skipMember')}
            </Button>
            <Button type="submit" loading={add.isPending}>
              {t('add')}
            </Button>
          </Group>
        </Group>
      </Stack>
    </form>
  )
}
