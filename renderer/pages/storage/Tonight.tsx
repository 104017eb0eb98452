import { Button, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Retention, StoragePreview } from '../../../proxy/contract/storage.ts'
import { useClient } from '../../client.tsx'
import { bytes, day, wholeNumber } from '../../format.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

const KINDS = ['calls', 'details', 'addresses', 'hours', 'alarms', 'audit'] as const

/** What goes tonight by settings that may not be saved yet; saved ones can be obeyed at once. */
export function Tonight({ trial, mayDelete }: { trial: Partial<Retention>; mayDelete: boolean }) {
  const t = useWords('storage')
  const client = useClient()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const preview = useQuery({
    queryKey: ['storage', 'preview', trial],
    queryFn: () => client.storage.preview.query(trial),
    placeholderData: (before) => before,
  })
  if (preview.isError)
    return <ErrorBanner error={preview.error} retry={() => void preview.refetch()} />
  if (!preview.data) return <p role="status">{t('measuring')}</p>
  const begin = async () => {
    await client.storage.run.mutate()
    toast({ message: t('began') })
    await queries.invalidateQueries({ queryKey: ['jobs'] })
  }
  const isSomething = preview.data.bytesTooMany > 0 || KINDS.some((kind) => preview.data[kind] > 0)
  return (
    <div className="sto-tonight" role="status">
      <h3>{t('tonight')}</h3>
      <Goes of={preview.data} />
      {mayDelete && isSomething && (
        <div>
          <Button variant="default" onClick={() => setAsking(true)}>
            {t('runNow')}
          </Button>
        </div>
      )}
      {isAsking && (
        <ConfirmDialog
          title={t('runTitle')}
          confirm={t('runConfirm')}
          cancel={t('cancel')}
          act={begin}
          onClose={() => setAsking(false)}
        >
          <Goes of={preview.data} />
          <p>{t('runText')}</p>
        </ConfirmDialog>
      )}
    </div>
  )
}

function Goes({ of: preview }: { of: StoragePreview }) {
  const t = useWords('storage')
  const some = KINDS.filter((kind) => preview[kind] > 0)
  const { bytesTooMany, neededFrom } = preview
  return (
    <>
      {some.length === 0 && bytesTooMany === 0 && <Text>{t('nothing')}</Text>}
      {some.length > 0 && (
        <ul>
          {some.map((kind) => (
            <li key={kind}>
              {t(kind, { count: preview[kind], number: wholeNumber(preview[kind]) })}
            </li>
          ))}
        </ul>
      )}
      {bytesTooMany > 0 && <Text>{t('tooMany', { size: bytes(bytesTooMany) })}</Text>}
      {neededFrom !== null && <Text c="dimmed">{t('needed', { day: day(neededFrom) })}</Text>}
    </>
  )
}
