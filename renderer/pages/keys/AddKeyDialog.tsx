import { Button, Group, Stack } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useEffect, useState } from 'react'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { FormDialog } from '../../ui/FormDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { KeyFields } from './KeyFields.tsx'
import { EMPTY_DRAFT, type KeyDraft, missingOf, newKeyOf } from './keyDraft.ts'
import { choiceOf, optionOf, suggestLabel } from './providers.ts'
import { TestLine } from './TestLine.tsx'
import { useTryOut } from './useTryOut.ts'

/** Shorter than any key: nothing can be recognised from it. */
const SHORTEST_KEY = 8

/** Paste first; provider and label follow from the key, and it is tried before it is stored. */
export function AddKeyDialog({ labels, onClose }: { labels: string[]; onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [typed, setTyped] = useState<Partial<KeyDraft>>({})
  const guessed = useGuess(typed.secret ?? '')
  const option = typed.option ?? guessed ?? EMPTY_DRAFT.option
  const label = typed.label ?? suggestLabel(choiceOf(option), labels)
  const draft = { ...EMPTY_DRAFT, ...typed, option, label }
  const { trial, missing } = useTryOut(draft)
  const adding = useMutation({
    mutationFn: () => client.keys.add.mutate(newKeyOf(draft)),
    onSuccess: () => {
      void queries.invalidateQueries({ queryKey: ['keys'] })
      toast({ message: t('added', { label: draft.label.trim() }) })
      onClose()
    },
  })

  function save(event: FormEvent) {
    event.preventDefault()
    if (missingOf(draft) === undefined && draft.label.trim() !== '') adding.mutate()
  }

  const idle = missing === 'address' ? t('waitingForAddress') : t('waitingForKey')
  const hasFailed = trial.isError || trial.data?.ok === false
  return (
    <FormDialog
      title={t('addTitle')}
      isDirty={Object.keys(typed).length > 0}
      size="lg"
      onClose={onClose}
    >
      <form onSubmit={save}>
        <Stack gap="md">
          <KeyFields
            draft={draft}
            onChange={(change) => setTyped((before) => ({ ...before, ...change }))}
            mode="add"
            askSecret
            isGuessed={guessed !== undefined && typed.option === undefined}
          />
          <TestLine
            isPending={trial.isPending}
            result={trial.data}
            error={trial.error}
            idle={idle}
          />
          {adding.isError && <ErrorBanner error={adding.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button
              type="submit"
              loading={adding.isPending}
              disabled={missing !== undefined}
              title={missing && idle}
            >
              {hasFailed ? t('saveAnyway') : t('add')}
            </Button>
          </Group>
        </Stack>
      </form>
    </FormDialog>
  )
}

/** The provider that a key's shape speaks for, as a value of the select. */
function useGuess(secret: string): string | undefined {
  const client = useClient()
  const [guess, setGuess] = useState<string>()
  useEffect(() => {
    if (secret.trim().length < SHORTEST_KEY) return setGuess(undefined)
    let isCurrent = true
    client.keys.guess.mutate({ secret: secret.trim() }).then(
      (choice) => isCurrent && setGuess(optionOf(choice)),
      // A guess is a convenience: without it the person chooses.
      () => isCurrent && setGuess(undefined),
    )
    return () => {
      isCurrent = false
    }
  }, [client, secret])
  return guess
}
