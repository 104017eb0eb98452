import { useQueryClient } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { useWords } from '../../words/words.ts'
import { NewPassphraseForm } from './NewPassphraseForm.tsx'

/** Takes up an administrator's invitation with a passphrase of their own. */
export function InvitationForm({ onBack }: { onBack: () => void }) {
  const t = useWords('unlock')
  const client = useClient()
  const queries = useQueryClient()
  const accept = async (code: string, passphrase: string) => {
    await client.administrators.accept.mutate({ code, passphrase })
    await queries.invalidateQueries()
  }
  return (
    <NewPassphraseForm
      words={{
        ...{ code: t('code'), hint: t('codeHint'), missing: t('codeMissing') },
        ...{ submit: t('accept'), pending: t('accepting') },
      }}
      send={accept}
      onBack={onBack}
    />
  )
}
