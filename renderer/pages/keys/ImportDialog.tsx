import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { KeySummary, KeyTestResult } from '../../../proxy/contract/keys.ts'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { ImportTable } from './ImportTable.tsx'
import { addFound, choicesOf, type ImportRow, incompleteRow } from './importRows.ts'
import { TestLine } from './TestLine.tsx'

type Place =
  | { from: 'environment' }
  | { from: 'files'; files: string[] }
  | { from: 'pasted'; text: string }

/** Finds keys in the environment, in `.env` files and in pasted lines; stores only what is ticked. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [rows, setRows] = useState<ImportRow[]>([])
  const [isPasting, setPasting] = useState(false)
  const [pasted, setPasted] = useState('')
  const scanning = useMutation({
    mutationFn: (place: Place) => client.keys.scan.mutate(scanOf(place)),
    onSuccess: (found, place) => {
      const stored = queries.getQueryData<KeySummary[]>(['keys']) ?? []
      const labels = stored.map(({ label }) => label)
      setRows((before) => addFound(before, found, labels))
      if (place.from === 'pasted' && found.length > 0) {
        setPasted('')
        setPasting(false)
      }
    },
  })
  const importing = useMutation({
    mutationFn: () => client.keys.import.mutate({ choices: choicesOf(rows) }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['keys'] }),
  })
  const { mutate: scan } = scanning
  useEffect(() => scan({ from: 'environment' }), [scan])

  async function chooseFiles() {
    const files = (await desktop()?.chooseEnvFiles()) ?? []
    if (files.length > 0) scan({ from: 'files', files })
  }

  const incomplete = incompleteRow(rows)
  const ticked = rows.filter(({ isTicked }) => isTicked).length
  const nothing = scanning.isSuccess && scanning.data.length === 0 && scanning.variables.from
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('importTitle')}
      closeButtonProps={{ 'aria-label': t('cancel') }}
      closeOnClickOutside={ticked === 0}
      size={860}
    >
      {importing.isSuccess ? (
        <ImportResults results={importing.data} onClose={onClose} />
      ) : (
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('importText')}
          </Text>
          <div className="kr-actions">
            <Button variant="default" onClick={() => scan({ from: 'environment' })}>
              {t('scan')}
            </Button>
            {desktop() && (
              <Button variant="default" onClick={() => void chooseFiles()}>
                {t('chooseFiles')}
              </Button>
            )}
            <Button
              variant="default"
              aria-expanded={isPasting}
              onClick={() => setPasting(!isPasting)}
            >
              {t('paste')}
            </Button>
          </div>
          {isPasting && (
            <Stack gap="sm">
              <Textarea
                label={t('pasteLabel')}
                description={t('pasteHint')}
                value={pasted}
                onChange={(event) => setPasted(event.currentTarget.value)}
                minRows={4}
                autosize
                maxRows={10}
                spellCheck={false}
                autoComplete="off"
                classNames={{ input: 'kr-mono' }}
              />
              <Group>
                <Button
                  variant="default"
                  disabled={pasted.trim() === ''}
                  loading={scanning.isPending}
                  onClick={() => scan({ from: 'pasted', text: pasted })}
                >
                  {t('readPasted')}
                </Button>
              </Group>
            </Stack>
          )}
          {scanning.isError && <ErrorBanner error={scanning.error} />}
          <p role="status" className="kr-muted" hidden={!nothing}>
            {nothing && t(`nothingFound_${nothing}`)}
          </p>
          {rows.length > 0 && <ImportTable rows={rows} onChange={setRows} />}
          {importing.isError && <ErrorBanner error={importing.error} />}
          <Group justify="flex-end" gap="sm">
            {incomplete && (
              <Text size="sm" c="dimmed" role="status" flex={1}>
                {t(`${incomplete.lacks}Missing`, { name: incomplete.row.found.variable })}
              </Text>
            )}
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              loading={importing.isPending}
              disabled={ticked === 0 || incomplete !== undefined}
              onClick={() => importing.mutate()}
            >
              {t('importNow', { count: ticked })}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  )
}

function ImportResults(props: {
  results: { id: string; label: string; test: KeyTestResult }[]
  onClose: () => void
}) {
  const t = useWords('keys')
  return (
    <Stack gap="md">
      <Text size="sm" role="status">
        {t('imported', { count: props.results.length })}
      </Text>
      <table className="kr-import" aria-label={t('results')}>
        <tbody>
          {props.results.map(({ id, label, test }) => (
            <tr key={id}>
              <th scope="row">{label}</th>
              <td>
                <TestLine isPending={false} result={test} error={null} idle="" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      <Group justify="flex-end">
        <Button data-autofocus onClick={props.onClose}>
          {t('done')}
        </Button>
      </Group>
    </Stack>
  )
}

function scanOf(place: Place) {
  if (place.from === 'files') return { files: place.files }
  if (place.from === 'pasted') return { pasted: place.text }
  return { environment: true }
}
