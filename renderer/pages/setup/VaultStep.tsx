import { Button, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { isGoodPassphrase, NewPassphrase } from './NewPassphrase.tsx'

/** Step 1: the passphrase under which everything is kept. */
export function VaultStep(props: {
  isBusy: boolean
  error: unknown
  onCreate: (passphrase: string) => void
}) {
  const t = useWords('setup')
  const [typed, setTyped] = useState({ first: '', second: '' })
  const [wasTried, setTried] = useState(false)
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isGoodPassphrase(typed) && !props.isBusy) props.onCreate(typed.first)
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {props.error != null && <ErrorBanner error={props.error} />}
        <NewPassphrase
          labels={[t('passphrase'), t('repeatPassphrase')]}
          value={typed}
          onChange={setTyped}
          wasTried={wasTried}
          autoFocus
        />
        <Button type="submit">{t(props.isBusy ? 'creating' : 'createVault')}</Button>
      </Stack>
    </form>
  )
}
