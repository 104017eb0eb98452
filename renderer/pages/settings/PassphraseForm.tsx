import { Button, PasswordInput, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { isGoodPassphrase, NewPassphrase } from '../setup/NewPassphrase.tsx'

const NOTHING = { first: '', second: '' }

/** Changes the passphrase; what the vault holds need not be sealed again. */
export function PassphraseForm() {
  const t = useWords('settings')
  const unlock = useWords('unlock')
  const client = useClient()
  const [current, setCurrent] = useState('')
  const [typed, setTyped] = useState(NOTHING)
  const [wasTried, setTried] = useState(false)
  const change = useMutation({
    mutationFn: () => client.vault.changePassphrase.mutate({ current, next: typed.first }),
    onSuccess: () => {
      setCurrent('')
      setTyped(NOTHING)
      setTried(false)
      toast({ message: t('passphraseChanged') })
    },
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (current !== '' && isGoodPassphrase(typed) && !change.isPending) change.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md" maw={400} align="stretch">
        <PasswordInput
          label={t('currentPassphrase')}
          value={current}
          onChange={(event) => setCurrent(event.currentTarget.value)}
          error={wasTried && current === '' && unlock('passphraseMissing')}
          autoComplete="current-password"
        />
        <NewPassphrase
          labels={[t('newPassphrase'), t('repeatPassphrase')]}
          value={typed}
          onChange={setTyped}
          wasTried={wasTried}
        />
        {change.isError && <ErrorBanner error={change.error} />}
        <div>
          <Button type="submit" loading={change.isPending}>
            {t('changePassphrase')}
          </Button>
        </div>
      </Stack>
    </form>
  )
}
