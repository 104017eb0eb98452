import { useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { useWords } from '../../words/words.ts'
import { NewPassphraseForm } from './NewPassphraseForm.tsx'

/** Opens the vault with the recovery key and gives it a new passphrase; the key is replaced as well. */
export function RecoverForm(props: { onRecovered: (key: string) => void; onBack: () => void }) {
  const t = useWords('unlock')
  const client = useClient()
  const queries = useQueryClient()
  const recover = async (recoveryKey: string, passphrase: string) => {
    const created = await client.vault.recover.mutate({ recoveryKey, passphrase })
    props.onRecovered(created.recoveryKey)
    await queries.invalidateQueries()
  }
  return (
    <NewPassphraseForm
      words={{
        ...{ code: t('recoveryKey'), hint: t('recoveryKeyHint'), missing: t('recoveryKeyMissing') },
        ...{ submit: t('recover'), pending: t('recovering') },
      }}
      send={recover}
      onBack={props.onBack}
    />
  )
}
