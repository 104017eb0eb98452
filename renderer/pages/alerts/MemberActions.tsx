import { ActionIcon, Group, Input, Select, Stack } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import type { AlarmAction } from '../../../proxy/contract/alarmRules.ts'
import { useClient } from '../../client.tsx'
import { useWords } from '../../words/words.ts'

interface Props {
  of: Record<string, AlarmAction>
  actions: readonly AlarmAction[]
  onChange: (members: Record<string, AlarmAction>) => void
}

/** What a rule does instead where a certain member is concerned. */
export function MemberActions({ of: chosen, actions, onChange }: Props) {
  const t = useWords('alerts')
  const client = useClient()
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  const nameOf = (id: string) => members.data?.find((member) => member.id === id)?.name ?? id
  const others = (members.data ?? []).filter(({ id }) => !(id in chosen))
  const first = actions[0]
  return (
    <Input.Wrapper label={t('membersTitle')} labelElement="div">
      <Stack gap="xs">
        {Object.entries(chosen).map(([id, action]) => (
          <Group key={id} gap="sm" wrap="nowrap">
            <span className="kr-spring">{nameOf(id)}</span>
            <Select
              aria-label={`${t('actionFor')}: ${nameOf(id)}`}
              data={actions.map((value) => ({ value, label: t(`action_${value}`) }))}
              value={action}
              onChange={(next) => next && onChange({ ...chosen, [id]: next })}
              allowDeselect={false}
            />
            <ActionIcon
              variant="subtle"
              aria-label={t('membersRemove', { name: nameOf(id) })}
              onClick={() => {
                const { [id]: _, ...rest } = chosen
                onChange(rest)
              }}
            >
              <IconX size={16} aria-hidden />
            </ActionIcon>
          </Group>
        ))}
        <Select
          aria-label={t('membersAdd')}
          placeholder={t('membersAdd')}
          data={others.map(({ id, name }) => ({ value: id, label: name }))}
          value={null}
          searchable
          onChange={(id) => id && first && onChange({ ...chosen, [id]: first })}
        />
      </Stack>
    </Input.Wrapper>
  )
}
