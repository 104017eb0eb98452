import { Button } from '@mantine/core'
import { useState } from 'react'
import { useClient } from '../../client.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { RecoveryKit } from '../setup/RecoveryKit.tsx'
import { PassphrasePrompt } from './PassphrasePrompt.tsx'

/** Says whether a recovery kit was saved, and makes a new key in place of the old one. */
export function RecoveryRenewal({ isSaved }: { isSaved: boolean }) {
  const t = useWords('settings')
  const client = useClient()
  const [isAsking, setAsking] = useState(false)
  const [recoveryKey, setRecoveryKey] = useState<string>()

  if (recoveryKey) {
    return <RecoveryKit recoveryKey={recoveryKey} onDone={() => setRecoveryKey(undefined)} />
  }
  return (
    <>
      <div>
        <StatusBadge tone={isSaved ? 'ok' : 'warn'}>
          {t(isSaved ? 'recoverySaved' : 'recoveryNotSaved')}
        </StatusBadge>
      </div>
      <div>
        <Button variant="default" onClick={() => setAsking(true)}>
          {t('recoveryNew')}
        </Button>
      </div>
      {isAsking && (
        <PassphrasePrompt
          title={t('recoveryNew')}
          text={t('recoveryNewText')}
          verb={t('recoveryMake')}
          act={async (passphrase) => {
            const made = await client.vault.newRecoveryKey.mutate({ passphrase })
            setRecoveryKey(made.recoveryKey)
          }}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
