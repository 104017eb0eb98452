import { Switch } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { UnloggedChange } from '../../../proxy/contract/unlogged.ts'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { ADMINS } from '../../routes.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  unlogged: boolean
  /** What the switch sends. */
  change: (unlogged: boolean) => UnloggedChange
  /** Of the member, team or token, for those who hear it. */
  name: string
  /** What it means is said nearby. */
  isBrief?: boolean
  /** Who has it on already above, such as the team: then nothing is changed by this one. */
  above?: string | undefined
}

/** Keeps calls without details, of a team, a member or a token. Who may not decide it sees how it is. */
export function DetailsSwitch({ unlogged, change, name, isBrief = false, above }: Props) {
  const t = useWords('privacy')
  const client = useClient()
  const queries = useQueryClient()
  const role = useStatus().data?.actor?.role
  const saving = useMutation({
    mutationFn: (next: boolean) => client.personal.setUnlogged.mutate(change(next)),
    onSuccess: async (_, next) => {
      await Promise.all(
        ['members', 'teams', 'tokens', 'card'].map((key) =>
          queries.invalidateQueries({ queryKey: [key] }),
        ),
      )
      toast({ message: t('saved'), undo: () => saving.mutate(!next) })
    },
  })
  const meaning = isBrief ? undefined : t('unloggedText')
  const text = above === undefined ? meaning : t('unloggedAbove', { name: above })
  return (
    <>
      {saving.isError && <ErrorBanner error={saving.error} />}
      <Switch
        label={t('unlogged')}
        aria-label={`${t('unlogged')}: ${name}`}
        description={text}
        checked={unlogged || above !== undefined}
        disabled={!role || !ADMINS.includes(role) || above !== undefined || saving.isPending}
        onChange={(event) => saving.mutate(event.currentTarget.checked)}
      />
    </>
  )
}
