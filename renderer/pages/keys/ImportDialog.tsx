import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeyTestResult } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { ImportPreview } from './ImportPreview.tsx'
import { choicesOf, type ImportRow, incompleteRow } from './importRows.ts'
import { TestLine } from './TestLine.tsx'

/** Finds keys in the environment, in `.env` files and in pasted lines; stores only what is ticked. */
export function ImportDialog({ onClose }: { onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [rows, setRows] = useState<ImportRow[]>([])
  const importing = useMutation({
    mutationFn: () => client.keys.import.mutate({ choices: choicesOf(rows) }),
    onSuccess: () => void queries.invalidateQueries({ queryKey: ['keys'] }),
  })
  const incomplete = incompleteRow(rows)
  const ticked = rows.filter(({ isTicked }) => isTicked).length
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
          <ImportPreview rows={rows} setRows={setRows} />
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
