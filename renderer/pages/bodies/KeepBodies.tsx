import { Select } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { BodyKeeping } from '../../../proxy/contract/bodies.ts'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { ADMINS } from '../../routes.ts'
import { DrawerSection } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

type Props = { keep: BodyKeeping; name: string } & (
  | { memberId: string; teamKeeps: BodyKeeping | undefined }
  | { teamId: string }
)

/** Whether bodies are kept of a member or of a whole team, for those who decide it; others see how it is. */
export function KeepBodies(props: Props) {
  const t = useWords('privacy')
  const client = useClient()
  const queries = useQueryClient()
  const role = useStatus().data?.actor?.role
  const { keep, name } = props
  const isMember = 'memberId' in props
  const isOn = (isMember && keep === 'inherit' ? props.teamKeeps : keep) === 'on'
  const saving = useMutation({
    mutationFn: (next: BodyKeeping) => {
      if (isMember) return client.bodies.keep.mutate({ memberId: props.memberId, keep: next })
      return client.bodies.keep.mutate({
        teamId: props.teamId,
        keep: next === 'on' ? 'on' : 'off',
      })
    },
    onSuccess: async (_, next) => {
      await Promise.all(
        ['members', 'teams', 'card'].map((key) => queries.invalidateQueries({ queryKey: [key] })),
      )
      toast({
        message: t('saved'),
        ...(next !== keep && { undo: () => saving.mutate(keep) }),
      })
    },
  })
  const choices = isMember ? (['inherit', 'off', 'on'] as const) : (['off', 'on'] as const)
  const words = isMember
    ? t(isOn ? 'textOn' : 'textOff', { name })
    : t(isOn ? 'teamTextOn' : 'teamTextOff')
  return (
    <DrawerSection title={t('title')}>
      {saving.isError && <ErrorBanner error={saving.error} />}
      {role && ADMINS.includes(role) ? (
        <Select
          label={t('keep')}
          description={words}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={choices.map((value) => ({ value, label: t(`keep_${value}`) }))}
          value={keep}
          onChange={(value) => value && value !== keep && saving.mutate(value as BodyKeeping)}
          disabled={saving.isPending}
          allowDeselect={false}
        />
      ) : (
        <p className="kr-muted">{words}</p>
      )}
    </DrawerSection>
  )
}
