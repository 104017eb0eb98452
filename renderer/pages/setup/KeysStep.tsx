import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import type { ImportChoice } from '../../../proxy/contract/keys.ts'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner, useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { CandidateTable } from './CandidateTable.tsx'
import { choicesOf, needsAddress, needsConsent, type Row, withCandidates } from './candidates.ts'
import { PasteKeys } from './PasteKeys.tsx'
import type { StepProps } from './SetupPage.tsx'

type Scan = { environment: true } | { files: string[] } | { pasted: string }

/** Step 2: the keys found in the environment, chosen files and pasted text; ticked, corrected, stored. */
export function KeysStep({ goTo }: StepProps) {
  const t = useWords('setup')
  const client = useClient()
  const [rows, setRows] = useState<Row[]>([])
  const [isPasting, setPasting] = useState(false)
  const stored = useQuery({ queryKey: ['keys'], queryFn: () => client.keys.list.query() })
  const scan = useMutation({
    mutationFn: (where: Scan) => client.keys.scan.mutate(where),
    onSuccess: (found) => setRows((old) => withCandidates(old, found)),
  })
  const importKeys = useImport()

  // The first look is by itself, once.
  const look = useRef(() => scan.mutate({ environment: true }))
  useEffect(() => look.current(), [])

  const chosen = rows.filter((row) => row.isChosen)
  const lacksAddress = chosen.some(needsAddress)
  const lacksConsent = chosen.some((row) => needsConsent(row) && !row.allowLocal)
  const hasNothing = scan.isSuccess && rows.length === 0
  const chooseFiles = async () => {
    const files = await desktop()?.chooseEnvFiles()
    if (files?.length) scan.mutate({ files })
  }
  const proceed = () => {
    if (lacksAddress || lacksConsent) return
    const labels = (stored.data ?? []).map((key) => key.label)
    if (chosen.length > 0) importKeys(choicesOf(rows, labels))
    goTo('network')
  }
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Text fw={600}>{t('found')}</Text>
        <Group gap="sm">
          <Button
            variant="default"
            loading={scan.isPending}
            onClick={() => scan.mutate({ environment: true })}
          >
            {t('rescan')}
          </Button>
          {desktop() && (
            <Button variant="default" onClick={chooseFiles}>
              {t('chooseEnv')}
            </Button>
          )}
          <Button variant="default" onClick={() => setPasting(true)}>
            {t('pasteKeys')}
          </Button>
        </Group>
      </Group>
      {scan.isPending && rows.length === 0 && <p role="status">{t('looking')}</p>}
      {scan.isError && <ErrorBanner error={scan.error} />}
      {hasNothing && <Text c="dimmed">{t('noneFound')}</Text>}
      {rows.length > 0 && <CandidateTable rows={rows} onChange={setRows} />}
      {(isPasting || hasNothing) && (
        <PasteKeys
          isBusy={scan.isPending}
          foundNothing={scan.data?.length === 0 && !hasNothing}
          onRead={(pasted) => scan.mutate({ pasted })}
        />
      )}
      {lacksAddress && (
        <Banner tone="warn" boxed>
          {t('addressNeeded')}
        </Banner>
      )}
      {lacksConsent && (
        <Banner tone="warn" boxed>
          {t('consentNeeded')}
        </Banner>
      )}
      <Group justify="flex-end">
        {chosen.length === 0 ? (
          <Button variant="default" onClick={proceed}>
            {t('noKeysNow')}
          </Button>
        ) : (
          <Button onClick={proceed} autoFocus>
            {t('importKeys', { count: chosen.length })}
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
