import { ActionIcon, Menu } from '@mantine/core'
import { IconDots } from '@tabler/icons-react'
import type { UsageLine } from '../../../proxy/contract/usage.ts'
import { duration, money, share, tokens, UNKNOWN, wholeNumber } from '../../format.ts'
import { goTo } from '../../routes.ts'
import { type Column, DataTable } from '../../ui/DataTable.tsx'
import { useWords } from '../../words/words.ts'
import { callsPath, chipsOf } from './drill.ts'
import { keyOf } from './foldUsage.ts'
import { costOf, inputOf, METRICS, outputOf } from './metrics.ts'
import { type Question, withChip } from './question.ts'
import { groupName, groupWords, type Words } from './usagePicture.ts'
import type { Usage } from './useUsage.ts'

/** The numbers of the whole range by group, sortable, with what they add up to. */
export function UsageTable(props: { usage: Usage; onChange: (change: Partial<Question>) => void }) {
  const t = useWords('analytics')
  const { usage, onChange } = props
  const { question, table, span } = usage
  const by = question.by
  const open = (line: UsageLine) =>
    goTo(callsPath({ chips: question.chips, groups: chipsOf(line, by), span }))
  const metric = METRICS[question.metric]
  const lines = [...table.lines].sort((a, b) => (metric.of(b) ?? -1) - (metric.of(a) ?? -1))
  const columns = columnsOf(t, usage)
  return (
    <DataTable
      label={by.length > 0 ? t('table', { groups: groupWords(t, by) }) : t('tableAll')}
      columns={[
        ...columns,
        {
          ...{ id: 'actions', header: t('more'), width: 64 },
          cell: (line) => <RowMenu line={line} question={question} onChange={onChange} />,
        },
      ]}
      rows={lines}
      rowId={keyOf}
      onOpen={open}
      foot={[
        t('total'),
        ...by.slice(1).map(() => ''),
        ...columns.slice(Math.max(1, by.length)).map(({ cell }) => cell(table.totals)),
        '',
      ]}
    />
  )
}

function RowMenu(props: {
  line: UsageLine
  question: Question
  onChange: (change: Partial<Question>) => void
}) {
  const t = useWords('analytics')
  const { line, question, onChange } = props
  const chips = chipsOf(line, question.by)
  const name = groupName(t, line.labels)
  const [first] = chips
  if (!first) return null
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: keeps presses of the menu from opening the row
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys reach the button itself
    <span onClick={(event) => event.stopPropagation()}>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" size={24} aria-label={t('rowActions', { name })}>
            <IconDots size={16} aria-hidden />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => onChange({ chips: chips.reduce(withChip, question.chips) })}>
            {t('onlyThis', { name })}
          </Menu.Item>
          {chips.length === 1 && (
            <Menu.Item
              onClick={() =>
                onChange({ chips: withChip(question.chips, { ...first, mode: 'except' }) })
              }
            >
              {t('exclude', { name })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
    </span>
  )
}

function columnsOf(t: Words, usage: Usage): Column<UsageLine>[] {
  const { question, table } = usage
  const metric = METRICS[question.metric]
  const whole = metric.of(table.totals)
  const numeric = (
    id: string,
    header: string,
    of: (line: UsageLine) => number | null,
    write: (value: number | null) => string,
    width = 96,
  ): Column<UsageLine> => ({
    ...{ id, header, width, align: 'end', sortBy: of },
    cell: (line) => write(of(line)),
  })
  const groups = question.by.map(
    (group, index): Column<UsageLine> => ({
      id: group,
      header: t(`group_${group}`),
      cell: ({ labels }) => labels[index] || t('none'),
      sortBy: ({ labels }) => labels[index] ?? '',
    }),
  )
  // Lines of kinds of tokens hold nothing but their tokens.
  if (question.by.includes('bucket')) {
    return [
      ...groups,
      numeric('metric', t('metric_tokens'), metric.of, wholeNumber, 140),
      shareColumn(),
    ]
  }
  return [
    ...(groups.length > 0 ? groups : [{ id: 'all', header: '', cell: () => t('all') }]),
    numeric('calls', t('col_calls'), ({ calls }) => calls, wholeNumber, 84),
    { ...numeric('input', t('col_input'), ({ usage }) => inputOf(usage), tokens), hideBelow: 720 },
    {
      ...numeric('output', t('col_output'), ({ usage }) => outputOf(usage), tokens),
      hideBelow: 720,
    },
    numeric('cost', t('col_cost'), costOf, money),
    ...(['cost', 'calls', 'input', 'output'].includes(question.metric)
      ? []
      : [numeric('metric', t(`metric_${question.metric}`), metric.of, metric.unit.value, 168)]),
    ...(metric.kind === 'sum' ? [shareColumn()] : []),
    {
      ...numeric('errors', t('col_errors'), METRICS.errors.of, METRICS.errors.unit.value, 76),
      hideBelow: 720,
    },
    {
      ...numeric('first', t('col_first'), METRICS.firstP95.of, duration, 112),
      hideBelow: 880,
    },
  ]

  function shareColumn(): Column<UsageLine> {
    const of = (line: UsageLine) => metric.of(line)
    return {
      ...{ id: 'share', header: t('col_share'), width: 76, align: 'end', sortBy: of },
      cell: (line) => {
        const value = of(line)
        return value === null || whole === null ? UNKNOWN : share(value, whole)
      },
    }
  }
}
