import type { UsageFilter } from '../../../proxy/contract/usage.ts'
import { type Span, spanOf } from '../../../proxy/contract/usageRange.ts'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { useSettings } from '../../preferences.tsx'
import { type ExportChoice, ExportMenu } from '../../ui/ExportMenu.tsx'
import { useWords } from '../../words/words.ts'
import { filterOf, type Question } from './question.ts'
import { spanWords, stepWords } from './stepWords.ts'

interface Part {
  range: string
  span: Span
  heading: string
  filter: UsageFilter
}

/** Writes the report of last month, or of what the page shows, as a file to be handed on. */
export function UsageExport({ question, span }: { question: Question; span: Span }) {
  const t = useWords('analytics')
  const client = useClient()
  const { timeZone: zone } = useSettings()
  const isLead = useStatus().data?.actor?.role === 'teamLead'
  const { tab, range, chips } = question
  const words = { range: spanWords(span, zone) }
  const shown: Part = {
    ...{ range, span, filter: filterOf(chips) },
    heading: t(chips.length > 0 ? 'exportShownPart' : 'exportShown', words),
  }
  const last = spanOf('lastMonth', Date.now(), zone)
  // Trends show months of their own.
  const parts = [
    ...(last && range !== 'lastMonth' ? [lastMonth(last)] : []),
    ...(tab === 'trends' && range !== 'lastMonth' ? [] : [shown]),
  ]

  function lastMonth(month: Span): Part {
    const heading = t('exportLastMonth', { range: spanWords(month, zone) })
    return { range: 'lastMonth', span: month, heading, filter: {} }
  }

  const choicesOf = ({ range: asked, span: days, heading, filter }: Part): ExportChoice[] => {
    const name = nameOf(days, zone)
    const choice = (
      label: string,
      format: 'csv' | 'pdf',
      { eachTeam = false, preamble = true } = {},
    ): ExportChoice => ({
      ...{ label, format, name: eachTeam ? name : `${name}.${format}` },
      start: (file) =>
        client.usage.export.mutate({ range: asked, format, filter, file, eachTeam, preamble }),
    })
    return [
      { ...choice(t('exportPdf'), 'pdf'), heading },
      ...(isLead ? [] : [choice(t('exportPdfTeams'), 'pdf', { eachTeam: true })]),
      choice(t('exportCsv'), 'csv'),
      choice(t('exportCsvPlain'), 'csv', { preamble: false }),
      ...(isLead ? [] : [choice(t('exportCsvTeams'), 'csv', { eachTeam: true })]),
    ]
  }

  return (
    <ExportMenu
      noun="usage"
      label={t('export')}
      command={t('exportCommand')}
      choices={parts.flatMap(choicesOf)}
    />
  )
}

/** `keyrack-usage-2026-10` for a month, else with the first and the last day. */
function nameOf({ from, to }: Span, zone: string): string {
  const { iso } = stepWords('day', zone)
  const [first, last] = [iso(from), iso(to - 1)]
  const isMonth =
    first.endsWith('-01') && iso(to).endsWith('-01') && first.slice(0, 7) === last.slice(0, 7)
  return `keyrack-usage-${isMonth ? first.slice(0, 7) : `${first}-to-${last}`}`
}
