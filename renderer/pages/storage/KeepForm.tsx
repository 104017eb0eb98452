import { Button, Group, NumberInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { SETTINGS } from '../../../proxy/contract/settings.ts'
import {
  RETENTION_SETTINGS,
  type Retention,
  type RetentionSetting,
} from '../../../proxy/contract/storage.ts'
import { useClient } from '../../client.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { changesIn, type RetentionDraft } from './retention.ts'
import { Tonight } from './Tonight.tsx'

const TYPING_MS = 300

/** What is typed is tried before it is saved: what would go tonight stands below. */
export function KeepForm({ saved, mayDelete }: { saved: Retention; mayDelete: boolean }) {
  const t = useWords('storage')
  const client = useClient()
  const queries = useQueryClient()
  const [draft, setDraft] = useState<RetentionDraft>(saved)
  const changes = changesIn(draft, saved)
  const [trial] = useDebouncedValue(changes, TYPING_MS)
  const isChanged = changes === undefined || Object.keys(changes).length > 0
  const save = useMutation({
    mutationFn: async (wanted: Partial<Retention>) => {
      for (const name of RETENTION_SETTINGS)
        if (wanted[name] !== undefined)
          await client.settings.set.mutate({ name, value: wanted[name] })
    },
    onSuccess: () => toast({ message: t('saved') }),
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ['settings'] }),
        queries.invalidateQueries({ queryKey: ['storage'] }),
      ]),
  })
  return (
    <form
      className="sto-form"
      onSubmit={(event) => {
        event.preventDefault()
        if (changes && isChanged) save.mutate(changes)
      }}
    >
      <div className="sto-fields">
        {RETENTION_SETTINGS.map((name) => (
          <Field
            key={name}
            name={name}
            value={draft[name]}
            onChange={(value) => setDraft({ ...draft, [name]: value })}
          />
        ))}
      </div>
      {save.isError && <ErrorBanner error={save.error} />}
      {isChanged && (
        <Group gap="sm">
          <Button type="submit" loading={save.isPending} disabled={changes === undefined}>
            {t('save')}
          </Button>
          <Button variant="default" onClick={() => setDraft(saved)}>
            {t('revert')}
          </Button>
        </Group>
      )}
      <Tonight trial={trial ?? {}} mayDelete={mayDelete && !isChanged} />
    </form>
  )
}

function Field(props: {
  name: RetentionSetting
  value: number | string
  onChange: (value: number | string) => void
}) {
  const t = useWords('storage')
  const { name, value, onChange } = props
  const { minValue, maxValue } = SETTINGS[name].schema
  const [least, most] = [minValue ?? 0, maxValue ?? Number.MAX_SAFE_INTEGER]
  return (
    <NumberInput
      label={t(name)}
      description={t(`${name}Hint`)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      onChange={onChange}
      min={least}
      max={most}
      clampBehavior="blur"
      allowDecimal={name === 'databaseGiB'}
      decimalScale={2}
      suffix={t(name === 'databaseGiB' ? 'gib' : 'days')}
    />
  )
}
