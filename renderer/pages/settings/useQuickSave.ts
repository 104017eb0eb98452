import type { SettingName } from '../../../proxy/contract/settings.ts'
import { useSaveSetting } from '../../preferences.tsx'
import { useErrorText } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Saves a setting at once and offers to take it back; a refusal is told as it was said. */
export function useQuickSave() {
  const t = useWords('settings')
  const common = useWords('common')
  const save = useSaveSetting()
  const noAnswer = useErrorText(undefined)
  const fail = (error: Error) =>
    toast({ tone: 'bad', message: 'data' in error && error.data ? error.message : noAnswer })
  return (change: { name: SettingName; value: unknown; before: unknown; label: string }) => {
    const { name, value, before, label } = change
    if (value === before) return
    const undo = () =>
      save
        .mutateAsync({ name, value: before })
        .then(() => toast({ message: common('undone') }), fail)
    save
      .mutateAsync({ name, value })
      .then(() => toast({ message: t('changed', { name: label }), undo }), fail)
  }
}
