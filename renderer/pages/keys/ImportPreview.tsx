import { Button, Stack } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useEffect, useState } from 'react'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { ImportTable } from './ImportTable.tsx'
import { addFound, type ImportRow } from './importRows.ts'
import { PasteKeys } from './PasteKeys.tsx'

type Place =
  | { from: 'environment' }
  | { from: 'files'; files: string[] }
  | { from: 'pasted'; text: string }

interface Props {
  rows: ImportRow[]
  setRows: Dispatch<SetStateAction<ImportRow[]>>
}

/** Looks for keys in the environment, in `.env` files and in pasted lines, and lists them to be corrected. */
export function ImportPreview({ rows, setRows }: Props) {
  const t = useWords('keys')
  const client = useClient()
  const [isPasting, setPasting] = useState(false)
  const [takenLabels, setTakenLabels] = useState<string[]>([])
  const scanning = useMutation({
    mutationFn: async (place: Place) => {
      const found = await client.keys.scan.mutate(scanOf(place))
      const stored = await client.keys.list.query()
      return { found, labels: stored.map(({ label }) => label) }
    },
    onSuccess: ({ found, labels }) => {
      setTakenLabels(labels)
      setRows((before) => addFound(before, found, labels))
    },
  })
  const { mutate: scan } = scanning
  // The first look is by itself.
  useEffect(() => scan({ from: 'environment' }), [scan])

  async function chooseFiles() {
    const files = (await desktop()?.chooseEnvFiles()) ?? []
    if (files.length > 0) scan({ from: 'files', files })
  }

  const nothing = scanning.data?.found.length === 0 && scanning.variables?.from
  return (
    <Stack gap="md">
      <div className="kr-actions">
        <Button variant="default" onClick={() => scan({ from: 'environment' })}>
          {t('scan')}
        </Button>
        {desktop() && (
          <Button variant="default" onClick={() => void chooseFiles()}>
            {t('chooseFiles')}
          </Button>
        )}
        <Button variant="default" aria-expanded={isPasting} onClick={() => setPasting(!isPasting)}>
          {t('paste')}
        </Button>
      </div>
      {scanning.isError && <ErrorBanner error={scanning.error} />}
      {scanning.isPending && rows.length === 0 && <p role="status">{t('looking')}</p>}
      <p role="status" className="kr-muted" hidden={!nothing}>
        {nothing && t(`nothingFound_${nothing}`)}
      </p>
      {rows.length > 0 && <ImportTable rows={rows} takenLabels={takenLabels} onChange={setRows} />}
      {(isPasting || (nothing && rows.length === 0)) && (
        <PasteKeys isBusy={scanning.isPending} onRead={(text) => scan({ from: 'pasted', text })} />
      )}
    </Stack>
  )
}

function scanOf(place: Place) {
  if (place.from === 'files') return { files: place.files }
  if (place.from === 'pasted') return { pasted: place.text }
  return { environment: true }
}
