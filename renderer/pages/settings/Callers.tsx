import { Button, Group, TagsInput } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useSaveSetting, useSettings } from '../../preferences.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

type ListName = 'hostNames' | 'allowedAddresses' | 'blockedAddresses'

/** The names of this computer and the addresses calls may come from. */
export function Callers() {
  return (
    <>
      <ListSetting name="hostNames" />
      <ListSetting name="allowedAddresses" />
      <ListSetting name="blockedAddresses" />
    </>
  )
}

function ListSetting({ name }: { name: ListName }) {
  const t = useWords('settings')
  const common = useWords('common')
  const saved = useSettings()[name]
  const setting = useSaveSetting()
  const [typed, setTyped] = useState<string[]>()
  const save = useMutation({
    mutationFn: (value: string[]) => setting.mutateAsync({ name, value }),
    onSuccess: () => {
      setTyped(undefined)
      toast({ message: t('changed', { name: t(name) }) })
    },
  })
  const value = typed ?? saved
  const isChanged = value.join('\n') !== saved.join('\n')
  return (
    <>
      <TagsInput
        label={t(name)}
        description={t(`${name}Hint`)}
        placeholder={value.length === 0 ? t('addEntry') : ''}
        value={value}
        onChange={setTyped}
        splitChars={[',', ' ']}
        clearable={false}
      />
      {save.isError && <ErrorBanner error={save.error} />}
      {isChanged && (
        <Group>
          <Button loading={save.isPending} onClick={() => save.mutate(value)}>
            {common('save')}
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setTyped(undefined)
              save.reset()
            }}
          >
            {common('cancel')}
          </Button>
        </Group>
      )}
    </>
  )
}
