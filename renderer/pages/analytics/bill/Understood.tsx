import { Button, Group, Select } from '@mantine/core'
import { useState } from 'react'
import { type BillPreview, tokenSum } from '../../../../proxy/contract/bill.ts'
import { billDay } from '../../../../proxy/contract/billWords.ts'
import { wholeNumber } from '../../../format.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { ErrorBanner } from '../../../ui/ErrorBanner.tsx'
import { useWords } from '../../../words/words.ts'
import { PROVIDER_NAMES, sumWords } from './billFigures.ts'
import { type Brought, useComparing, useKeysOf } from './useBills.ts'

/** Stands for null in a choice. */
const NONE = 'none'
const PROBLEMS_SHOWN = 10

/** What was understood of the files, and which keys are meant, before anything is compared. */
export function Understood(props: {
  brought: Brought
  mayCompare: boolean
  onCancel: () => void
  onCompared: (id: string) => void
}) {
  const t = useWords('bills')
  const { refs, preview } = props.brought
  const own = useKeysOf(preview.provider)
  const [keys, setKeys] = useState<Record<string, string | null>>(() =>
    Object.fromEntries(preview.keys.map(({ name, keyId }) => [name, keyId])),
  )
  const [unnamed, setUnnamed] = useState(NONE)
  const [month, setMonth] = useState(NONE)
  const comparing = useComparing(props.onCompared)
  const months = monthsOf(preview)
  const choices = own.map(({ id, label }) => ({ value: id, label }))
  const compare = () =>
    comparing.mutate({
      ...{ refs, keys, provider: preview.provider },
      ...(unnamed !== NONE && { keyId: unnamed }),
      ...(month !== NONE && { month }),
    })
  return (
    <section className="kr-panel an-bill" aria-labelledby="bill-understood">
      <h2 className="kr-panel-title" id="bill-understood">
        {t('understood')}
      </h2>
      <Facts preview={preview} />
      {preview.keys.length > 0 && <h3>{t('keysHead')}</h3>}
      <div className="an-bill-keys">
        {preview.keys.map(({ name, lines }) => (
          <Select
            key={name}
            label={t('keyOf', { name })}
            description={t('keyLines', { count: lines, amount: wholeNumber(lines) })}
            data={[{ value: NONE, label: t('noneOfOurs') }, ...choices]}
            value={keys[name] ?? NONE}
            allowDeselect={false}
            onChange={(id) => setKeys({ ...keys, [name]: id === NONE ? null : id })}
          />
        ))}
        {preview.unnamed > 0 && (
          <Select
            label={t('unnamed')}
            description={t('keyLines', {
              ...{ count: preview.unnamed, amount: wholeNumber(preview.unnamed) },
            })}
            data={[{ value: NONE, label: t('allKeys') }, ...choices]}
            value={unnamed}
            allowDeselect={false}
            onChange={(id) => setUnnamed(id ?? NONE)}
          />
        )}
        {months.length > 1 && (
          <Select
            label={t('month')}
            data={[{ value: NONE, label: t('wholeFile') }, ...months]}
            value={month}
            allowDeselect={false}
            onChange={(chosen) => setMonth(chosen ?? NONE)}
          />
        )}
      </div>
      <Problems preview={preview} />
      {comparing.isError && <ErrorBanner error={comparing.error} />}
      <Group>
        <Button onClick={compare} loading={comparing.isPending} disabled={!props.mayCompare}>
          {t('compare')}
        </Button>
        <Button variant="default" onClick={props.onCancel}>
          {t('cancel')}
        </Button>
      </Group>
    </section>
  )
}

function Facts({ preview }: { preview: BillPreview }) {
  const t = useWords('bills')
  const { provider, from, to, files, models, tokens } = preview
  return (
    <ul className="an-words">
      <li>
        {t('span', {
          ...{ provider: PROVIDER_NAMES[provider], from: billDay(from), to: billDay(to - 1) },
        })}
      </li>
      {files.map(({ name, rows, tells }) => (
        <li key={name}>
          {t('file', {
            ...{ name, count: rows, amount: wholeNumber(rows) },
            tells: tells.map((each) => t(`tells_${each}`)).join(', ') || t('tells_nothing'),
          })}
        </li>
      ))}
      <li>
        {t('sums', { sums: sumWords(t, { ...preview, tokens: tokens && tokenSum(tokens) }) })}
      </li>
      <li>{t('models', { models: models.join(', ') || t('noModels') })}</li>
    </ul>
  )
}

function Problems({ preview: { problems, problemCount } }: { preview: BillPreview }) {
  const t = useWords('bills')
  if (problemCount === 0) return null
  const shown = problems.slice(0, PROBLEMS_SHOWN)
  return (
    <>
      <Banner tone="warn" boxed>
        {t('problems', { count: problemCount, amount: wholeNumber(problemCount) })}
      </Banner>
      <ul className="an-words">
        {shown.map((problem) => (
          <li key={`${problem.file} ${problem.line}`}>{t('problemLine', { ...problem })}</li>
        ))}
        {problemCount > shown.length && (
          <li>{t('moreProblems', { amount: wholeNumber(problemCount - shown.length) })}</li>
        )}
      </ul>
    </>
  )
}

/** The months that the days of the files are in. */
function monthsOf({ from, to }: BillPreview): string[] {
  const months = new Set<string>()
  for (let day = from; day < to; day += 86_400_000) months.add(billDay(day).slice(0, 7))
  return [...months]
}
