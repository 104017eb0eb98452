import { ActionIcon, Button, Chip, Fieldset, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import type { OpenHours } from '../../../proxy/contract/access.ts'
import { useWords } from '../../words/words.ts'
import { clock, dayName, hoursText, minutesOf } from './hoursWords.ts'

const DAYS = [1, 2, 3, 4, 5, 6, 7]
const OFFICE: OpenHours = { days: [1, 2, 3, 4, 5], from: 8 * 60, to: 19 * 60 }

/** The hours of the week in which calls are served; several stretches together. */
export function HoursField(props: {
  hours: OpenHours[]
  onChange: (hours: OpenHours[]) => void
  /** Other words than those of hours in which calls are served. */
  words?: { legend: string; hint: string }
  /** What a new stretch begins with. */
  first?: OpenHours
}) {
  const t = useWords('access')
  const { hours, onChange, first = OFFICE } = props
  const words = props.words ?? { legend: t('hours'), hint: t('hoursHint') }
  const put = (index: number, part: Partial<OpenHours>) =>
    onChange(hours.map((each, at) => (at === index ? { ...each, ...part } : each)))
  return (
    <Fieldset legend={words.legend}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {words.hint}
        </Text>
        {hours.map((each, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: stretches have no name but their place
          <Group key={index} gap="sm" align="flex-end" role="group" aria-label={hoursText(each)}>
            <Chip.Group
              multiple
              value={each.days.map(String)}
              onChange={(days) => days.length > 0 && put(index, { days: days.map(Number).sort() })}
            >
              <Group gap={4}>
                {DAYS.map((day) => (
                  <Chip key={day} value={`${day}`} size="xs" variant="outline">
                    {dayName(day)}
                  </Chip>
                ))}
              </Group>
            </Chip.Group>
            <Group gap="sm" align="flex-end" wrap="nowrap">
              {(['from', 'to'] as const).map((end) => (
                <TextInput
                  key={end}
                  type="time"
                  label={t(end === 'from' ? 'hoursFrom' : 'hoursTo')}
                  value={clock(each[end] % 1440)}
                  onChange={(event) => {
                    const minutes = minutesOf(event.currentTarget.value)
                    if (minutes === undefined) return
                    put(index, { [end]: end === 'to' && minutes === 0 ? 1440 : minutes })
                  }}
                  w={110}
                />
              ))}
              <ActionIcon
                variant="subtle"
                aria-label={t('removeHours')}
                onClick={() => onChange(hours.filter((_, at) => at !== index))}
              >
                <IconX size={16} aria-hidden />
              </ActionIcon>
            </Group>
          </Group>
        ))}
        <Group>
          <Button size="xs" variant="default" onClick={() => onChange([...hours, first])}>
            {t('addHours')}
          </Button>
        </Group>
      </Stack>
    </Fieldset>
  )
}
