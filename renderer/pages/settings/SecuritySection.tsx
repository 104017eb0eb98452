import { NumberInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { AppStatus } from '../../../proxy/contract/status.ts'
import { useSettings } from '../../preferences.tsx'
import { SEERS } from '../../routes.ts'
import { useWords } from '../../words/words.ts'
import { KeyStore } from './KeyStore.tsx'
import { Part } from './Part.tsx'
import { PassphraseForm } from './PassphraseForm.tsx'
import { RecoveryRenewal } from './RecoveryRenewal.tsx'
import { useQuickSave } from './useQuickSave.ts'

/** Who can open the vault and the window. */
export function SecuritySection({ status }: { status: AppStatus }) {
  const t = useWords('settings')
  return (
    <>
      <Part title={t('passphrase')}>
        <PassphraseForm />
      </Part>
      {status.actor?.role === 'owner' && (
        <>
          <Part title={t('recovery')}>
            <RecoveryRenewal isSaved={status.recoverySaved} />
          </Part>
          <Part title={t('keyStore')}>
            <KeyStore keyStore={status.keyStore} />
          </Part>
        </>
      )}
      {status.actor && SEERS.includes(status.actor.role) && (
        <Part title={t('locking')}>
          <LockMinutes />
        </Part>
      )}
    </>
  )
}

function LockMinutes() {
  const t = useWords('settings')
  const { windowLockMinutes: saved } = useSettings()
  const save = useQuickSave()
  const [typed, setTyped] = useState<number | string>(saved)
  useEffect(() => setTyped(saved), [saved])
  return (
    <NumberInput
      label={t('windowLockMinutes')}
      description={t('windowLockHint')}
      value={typed}
      onChange={setTyped}
      onBlur={() => {
        const value = Number(typed)
        if (!Number.isInteger(value) || value < 1) return setTyped(saved)
        save({
          name: 'windowLockMinutes',
          value,
          before: saved,
          label: t('windowLockMinutes'),
        })
      }}
      min={1}
      max={1440}
      clampBehavior="blur"
      allowDecimal={false}
      suffix={t('minutes')}
      w={220}
    />
  )
}
