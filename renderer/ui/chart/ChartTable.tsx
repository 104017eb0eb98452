import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type Grid, type Picture, totalOf } from './picture.ts'

/** The numbers of a chart, the newest first. */
export function ChartTable(props: { picture: Picture | Grid; label: string; height: number }) {
  const { picture, label, height } = props
  const { t } = useTranslation()
  return (
    <section
      className="kr-chart-table"
      style={{ height }}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the keyboard must be able to scroll it
      tabIndex={0}
      aria-label={t('chartNumbers', { title: label })}
    >
      <Table verticalSpacing={2} stickyHeader>
        {picture.kind === 'grid' ? <GridRows of={picture} /> : <StepRows of={picture} />}
      </Table>
    </section>
  )
}

function StepRows({ of: picture }: { of: Picture }) {
  const { t } = useTranslation()
  const { steps, series, total, before, value } = picture
  const newestFirst = steps.map((step, index) => ({ step, index })).reverse()
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{picture.stepName}</Table.Th>
          {series.map(({ id, name }) => (
            <Table.Th key={id} className="kr-number">
              {name}
            </Table.Th>
          ))}
          {total && series.length > 1 && <Table.Th className="kr-number">{total}</Table.Th>}
          {before && <Table.Th className="kr-number">{before.name}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {newestFirst.map(({ step, index }) => (
          <Table.Tr key={step.id ?? step.iso} title={step.missing}>
            <Table.Td>
              {step.isRunning ? t('chartSoFar', { label: step.long }) : step.long}
            </Table.Td>
            {series.map(({ id, values }) => (
              <Table.Td key={id} className="kr-number">
                {value(values[index] ?? null)}
              </Table.Td>
            ))}
            {total && series.length > 1 && (
              <Table.Td className="kr-number">{value(totalOf(picture, index))}</Table.Td>
            )}
            {before && (
              <Table.Td className="kr-number">{value(before.values[index] ?? null)}</Table.Td>
            )}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  )
}

function GridRows({ of: grid }: { of: Grid }) {
  return (
    <>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{grid.rowName}</Table.Th>
          {grid.columns.map((column) => (
            <Table.Th key={column} className="kr-number">
              {column}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {grid.rows.map((row, index) => (
          <Table.Tr key={row}>
            <Table.Th scope="row">{row}</Table.Th>
            {grid.columns.map((column, place) => (
              <Table.Td key={column} className="kr-number">
                {grid.value(grid.cells[index]?.[place] ?? null)}
              </Table.Td>
            ))}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </>
  )
}
