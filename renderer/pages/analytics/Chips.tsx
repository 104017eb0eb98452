import { Button } from '@mantine/core'
import { IconX } from '@tabler/icons-react'
import { useWords } from '../../words/words.ts'
import type { Chip } from './question.ts'

/** The conditions that hold, each taken away by a press. */
export function Chips(props: { chips: Chip[]; onChange: (chips: Chip[]) => void }) {
  const t = useWords('analytics')
  const { chips, onChange } = props
  if (chips.length === 0) return null
  return (
    <div className="an-chips">
      {chips.map((chip) => {
        const words = t(`chip_${chip.mode}`, {
          dimension: t(`group_${chip.dimension}`),
          label: chip.label || t('none'),
        })
        return (
          <Button
            key={`${chip.dimension} ${chip.mode} ${chip.value}`}
            size="compact-sm"
            variant="light"
            rightSection={<IconX size={12} aria-hidden />}
            aria-label={t('removeChip', { chip: words })}
            onClick={() => onChange(chips.filter((each) => each !== chip))}
          >
            {words}
          </Button>
        )
      })}
      <Button size="compact-sm" variant="subtle" onClick={() => onChange([])}>
        {t('clearChips')}
      </Button>
    </div>
  )
}
