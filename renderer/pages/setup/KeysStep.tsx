import { Button, Group, Stack, Text } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { ImportChoice } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { ImportPreview } from '../keys/ImportPreview.tsx'
import { choicesOf, type ImportRow, incompleteRow } from '../keys/importRows.ts'
import type { StepProps } from './SetupPage.tsx'

/** Step 2: the keys found in the environment, chosen files and pasted text; ticked, corrected, stored. */
export function KeysStep({ goTo }: StepProps) {
  const t = useWords('setup')
  const keys = useWords('keys')
  const [rows, setRows] = useState<ImportRow[]>([])
  const importKeys = useImport()
  const ticked = rows.filter(({ isTicked }) => isTicked).length
  const incomplete = incompleteRow(rows)
  const proceed = () => {
    if (ticked > 0) importKeys(choicesOf(rows))
    goTo('network')
  }
  return (
    <Stack gap="md">
      <ImportPreview rows={rows} setRows={setRows} />
      <Group justify="flex-end" gap="sm">
        {incomplete && (
          <Text size="sm" c="dimmed" role="status" flex={1}>
            {keys(`${incomplete.lacks}Missing`, { name: incomplete.row.found.variable })}
          </Text>
        )}
        {ticked === 0 ? (
          <Button variant="default" onClick={proceed}>
            {t('noKeysNow')}
          </Button>
        ) : (
          <Button onClick={proceed} disabled={incomplete !== undefined} autoFocus>
            {keys('importNow', { count: ticked })}
          </Button>
        )}
      </Group>
    </Stack>
  )
}

/** Stores and tests the keys while the person goes on; what became of them is told by a toast. */
function useImport(): (choices: ImportChoice[]) => void {
  const t = useWords('setup')
  const client = useClient()
  const queries = useQueryClient()
  const noAnswer = useErrorText(undefined)
  return (choices) => {
    client.keys.import.mutate({ choices }).then(
      (stored) => {
        void queries.invalidateQueries({ queryKey: ['keys'] })
        const labels = stored.map((key) => key.label).join(', ')
        toast({ message: t('imported', { count: stored.length, labels }) })
        for (const { label, test } of stored) {
          if (!test.ok) {
            toast({ tone: 'bad', message: t('importedFailing', { label, message: test.message }) })
          }
        }
      },
      (error: unknown) =>
        toast({ tone: 'bad', message: error instanceof Error ? error.message : noAnswer }),
    )
  }
}
