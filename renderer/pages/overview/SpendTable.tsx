import { Table } from '@mantine/core'
import { money } from '../../format.ts'
import { useWords } from '../../words/words.ts'
import type { Spend } from './spend.ts'

/** The numbers of the bars, the newest hour first. */
export function SpendTable(props: {
  spend: Spend
  nameOf: (index: number) => string
  hour: (at: number) => string
}) {
  const t = useWords('overview')
  const { hours, series, totals } = props.spend
  const newestFirst = hours.map((at, index) => ({ at, index })).reverse()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
    <section className="ov-chart-table" tabIndex={0} aria-label={t('chartNumbers')}>
      <Table verticalSpacing={2} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('chartHour')}</Table.Th>
            {series.map((each, index) => (
              <Table.Th key={each.model ?? ''} className="kr-number">
                {props.nameOf(index)}
              </Table.Th>
            ))}
            <Table.Th className="kr-number">{t('chartTotal')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {newestFirst.map(({ at, index }) => {
            const name = props.hour(at)
            return (
              <Table.Tr key={at}>
                <Table.Td>
                  {index === hours.length - 1 ? t('chartSoFar', { hour: name }) : name}
                </Table.Td>
                {series.map((each) => (
                  <Table.Td key={each.model ?? ''} className="kr-number">
                    {money(each.costs[index])}
                  </Table.Td>
                ))}
                <Table.Td className="kr-number">{money(totals[index])}</Table.Td>
              </Table.Tr>
            )
          })}
        </Table.Tbody>
      </Table>
    </section>
  )
}
