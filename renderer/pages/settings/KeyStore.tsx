import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyStoreStatus } from '../../../proxy/contract/status.ts'
import { useClient } from '../../client.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { PassphrasePrompt } from './PassphrasePrompt.tsx'

/** Lets the operating system's key store open the vault at the start; says why where it cannot. */
export function KeyStore({ keyStore }: { keyStore: KeyStoreStatus }) {
  const t = useWords('settings')
  const client = useClient()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const refresh = () => queries.invalidateQueries({ queryKey: ['status'] })
  const disable = useMutation({
    mutationFn: () => client.vault.disableKeyStore.mutate(),
    onSuccess: () => toast({ message: t('keyStoreDisabled') }),
    onSettled: refresh,
  })
  const { name, enabled, reason } = keyStore
  const canChange = name !== null || enabled
  return (
    <>
      <Switch
        label={name ? t('keyStoreOn', { name }) : t('keyStoreNone')}
        description={t('keyStoreHint')}
        checked={enabled}
        disabled={!canChange || disable.isPending}
        aria-describedby={canChange ? undefined : 'key-store-reason'}
        onChange={() => (enabled ? disable.mutate() : setAsking(true))}
      />
      {reason && (
        <div id="key-store-reason">
          <Banner tone="info" boxed>
            {reason}
          </Banner>
        </div>
      )}
      {disable.isError && <ErrorBanner error={disable.error} />}
      {isAsking && (
        <PassphrasePrompt
          title={t('keyStore')}
          text={t('keyStoreHint')}
          verb={t('keyStoreEnable')}
          act={async (passphrase) => {
            await client.vault.enableKeyStore.mutate({ passphrase })
            toast({ message: t('keyStoreEnabled') })
            await refresh()
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
