import { Button, Group, Stack, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { desktop, saveText } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { day } from '../../format.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Shows the recovery key this one time and offers to save it; *Later* leaves a finding on Overview. */
export function RecoveryKit({ recoveryKey, onDone }: { recoveryKey: string; onDone: () => void }) {
  const t = useWords('setup')
  const client = useClient()
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async () => {
      const text = t('kitFileText', { key: recoveryKey, date: day(Date.now()) })
      const isSaved = await saveText(t('kitFile'), text)
      if (isSaved) await client.vault.recoverySaved.mutate()
      return isSaved
    },
    onSuccess: (isSaved) => {
      if (!isSaved) return
      toast({ message: t('kitSaved') })
      void queries.invalidateQueries({ queryKey: ['status'] })
      void queries.invalidateQueries({ queryKey: ['overview', 'attention'] })
      onDone()
    },
  })

  // No screenshot or screen sharing shows the key.
  useEffect(() => {
    void desktop()?.protectContent(true)
    return () => void desktop()?.protectContent(false)
  }, [])

  return (
    <Stack gap="md">
      <Text>{t('kitText')}</Text>
      <output className="kr-recovery kr-mono" aria-label={t('kitTitle')}>
        {recoveryKey}
      </output>
      {save.isError && <ErrorBanner error={save.error} />}
      <Group>
        <Button loading={save.isPending} onClick={() => save.mutate()} autoFocus>
          {t('kitSave')}
        </Button>
        <Button variant="default" onClick={onDone}>
          {t('kitLater')}
        </Button>
        <Text c="dimmed" size="xs" flex={1}>
          {t('kitLaterNote')}
        </Text>
      </Group>
    </Stack>
  )
}
