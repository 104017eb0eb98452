import { Button, Stack, TextInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { isGoodPassphrase, NewPassphrase } from './NewPassphrase.tsx'

interface Props {
  words: { code: string; hint: string; missing: string; submit: string; pending: string }
  send: (code: string, passphrase: string) => Promise<unknown>
  onBack: () => void
}

/** A code that was handed over on paper or in person, and the passphrase that takes its place. */
export function NewPassphraseForm({ words, send, onBack }: Props) {
  const t = useWords('unlock')
  const [code, setCode] = useState('')
  const [typed, setTyped] = useState({ first: '', second: '' })
  const [wasTried, setTried] = useState(false)
  const sending = useMutation({ mutationFn: () => send(code, typed.first) })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    const isReady = code.trim() !== '' && isGoodPassphrase(typed)
    if (isReady && !sending.isPending) sending.mutate()
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="md">
        {sending.isError && <ErrorBanner error={sending.error} />}
        <TextInput
          label={words.code}
          description={words.hint}
          value={code}
          onChange={(event) => setCode(event.currentTarget.value)}
          classNames={{ input: 'kr-mono' }}
          error={wasTried && code.trim() === '' && words.missing}
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
        <Button type="submit">{sending.isPending ? words.pending : words.submit}</Button>
        <Button variant="subtle" onClick={onBack}>
          {t('backToUnlock')}
        </Button>
      </Stack>
    </form>
  )
}
