import { Button, NativeSelect, PasswordInput, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, type KeyboardEvent, useEffect, useState } from 'react'
import type { AppStatus } from '../../proxy/contract/status.ts'
import { useClient } from '../client.tsx'
import { ErrorBanner } from '../ui/ErrorBanner.tsx'
import { useWords } from '../words/words.ts'
import { GateLayout } from './setup/GateLayout.tsx'
import { InvitationForm } from './setup/InvitationForm.tsx'
import { RecoverForm } from './setup/RecoverForm.tsx'

/** Before this, a spinner would only flicker. */
const SLOW_MS = 150

/** Asks for the passphrase: of the locked vault, or of the locked window while the proxy goes on. */
export function UnlockPage(props: { status: AppStatus; onRecovered: (key: string) => void }) {
  const t = useWords('unlock')
  const client = useClient()
  const queries = useQueryClient()
  const [passphrase, setPassphrase] = useState('')
  const [wasTried, setTried] = useState(false)
  const [hasCapsLock, setCapsLock] = useState(false)
  const [other, setOther] = useState<'recovery' | 'invitation'>()
  const { administrators } = props.status
  const [chosen, setChosen] = useState<string>()
  const administratorId = chosen ?? administrators[0]?.id
  const unlock = useMutation({
    mutationFn: () => client.vault.unlock.mutate({ passphrase, administratorId }),
    onSuccess: () => queries.invalidateQueries(),
    onError: () => {
      setPassphrase('')
      setTried(false)
    },
  })
  const isSlow = useIsSlow(unlock.isPending)

  // A locked window forgets what it showed.
  useEffect(() => {
    queries.removeQueries({ predicate: (query) => query.queryKey[0] !== 'status' })
  }, [queries])

  const backToUnlock = () => setOther(undefined)
  if (other === 'recovery') {
    return (
      <GateLayout title={t('recoverTitle')} text={t('recoverText')}>
        <RecoverForm onRecovered={props.onRecovered} onBack={backToUnlock} />
      </GateLayout>
    )
  }
  if (other === 'invitation') {
    return (
      <GateLayout title={t('invitationTitle')} text={t('invitationText')}>
        <InvitationForm onBack={backToUnlock} />
      </GateLayout>
    )
  }

  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (passphrase !== '' && !unlock.isPending) unlock.mutate()
  }
  const noteCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  return (
    <GateLayout
      title={t('title')}
      text={t(props.status.vault === 'locked' ? 'vaultLocked' : 'proxyGoesOn')}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          {unlock.isError && <ErrorBanner error={unlock.error} />}
          {administrators.length > 1 && (
            <NativeSelect
              label={t('who')}
              value={administratorId}
              onChange={(event) => setChosen(event.currentTarget.value)}
              data={administrators.map(({ id, name }) => ({ value: id, label: name }))}
            />
          )}
          <PasswordInput
            label={t('passphrase')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            onKeyUp={noteCapsLock}
            description={hasCapsLock ? t('capsLock') : undefined}
            error={wasTried && passphrase === '' && t('passphraseMissing')}
            autoComplete="current-password"
            autoFocus
          />
          <Button type="submit">{t(isSlow ? 'unlocking' : 'unlock')}</Button>
          <Button variant="subtle" onClick={() => setOther('recovery')}>
            {t('forgot')}
          </Button>
          <Button variant="subtle" onClick={() => setOther('invitation')}>
            {t('haveInvitation')}
          </Button>
        </Stack>
      </form>
    </GateLayout>
  )
}

function useIsSlow(isPending: boolean): boolean {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    if (!isPending) return setSlow(false)
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [isPending])
  return isSlow
}
