import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { isGoodPassphrase, NewPassphrase } from './NewPassphrase.tsx'

/** Opens the vault with the recovery key and gives it a new passphrase; the key is replaced as well. */
export function RecoverForm(props: { onRecovered: (key: string) => void; onBack: () => void }) {
  const t = useWords('unlock')
  const client = useClient()
  const queries = useQueryClient()
  const [recoveryKey, setRecoveryKey] = useState('')
  const [typed, setTyped] = useState({ first: '', second: '' })
  const [wasTried, setTried] = useState(false)
  const recover = useMutation({
    mutationFn: () => client.vault.recover.mutate({ recoveryKey, passphrase: typed.first }),
    onSuccess: (created) => {
      props.onRecovered(created.recoveryKey)
      return queries.invalidateQueries()
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const isReady = recoveryKey.trim() !== '' && isGoodPassphrase(typed)
    if (isReady && !recover.isPending) recover.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {recover.isError && <ErrorBanner error={recover.error} />}
        <TextInput
          label={t('recoveryKey')}
          description={t('recoveryKeyHint')}
          value={recoveryKey}
          onChange={(event) => setRecoveryKey(event.currentTarget.value)}
          classNames={{ input: 'kr-mono' }}
          error={wasTried && recoveryKey.trim() === '' && t('recoveryKeyMissing')}
          autoComplete="off"
          spellCheck={false}
          autoFocus
        />
        <NewPassphrase
          labels={[t('newPassphrase'), t('repeatPassphrase')]}
          value={typed}
          onChange={setTyped}
          wasTried={wasTried}
        />
        <Button type="submit">{t(recover.isPending ? 'recovering' : 'recover')}</Button>
        <Button variant="subtle" onClick={props.onBack}>
          {t('backToUnlock')}
        </Button>
      </Stack>
    </form>
  )
}
