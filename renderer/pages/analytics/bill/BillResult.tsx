import { Button, Checkbox } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import {
  BILL_CAUSES,
  type BillCause,
  type BillCell,
  type BillCheck,
  tokenSum,
} from '../../../../proxy/contract/bill.ts'
import { BILL_CAUSE_NAMES, billCauseWords, billDay } from '../../../../proxy/contract/billWords.ts'
import { useClient } from '../../../client.tsx'
import { money, UNKNOWN, wholeNumber } from '../../../format.ts'
import { goTo } from '../../../routes.ts'
import { Banner } from '../../../ui/Banner.tsx'
import { ConfirmDialog } from '../../../ui/ConfirmDialog.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { ErrorBanner } from '../../../ui/ErrorBanner.tsx'
import { StatusBadge, type Tone } from '../../../ui/StatusBadge.tsx'
import { toast } from '../../../ui/toast.tsx'
import { useWords } from '../../../words/words.ts'
import { callsPath } from '../drill.ts'
import type { Chip } from '../question.ts'
import { PROVIDER_NAMES, pair, sumWords, type Words } from './billFigures.ts'
import { useBill } from './useBills.ts'

const DAY_MS = 86_400_000

/** Both sides, why they differ, and every difference with a way to the calls behind it. */
export function BillResult(props: { id: string; mayRemove: boolean; onBack: () => void }) {
  const t = useWords('bills')
  const bill = useBill(props.id)
  const [isRemoving, setRemoving] = useState(false)
  if (bill.isError) return <ErrorBanner error={bill.error} retry={() => void bill.refetch()} />
  if (!bill.data) return <p role="status">{t('loading')}</p>
  const { provider, from, to } = bill.data
  return (
    <div className="an-usage">
      <div className="an-head">
        <h2 className="an-bill-title">
          {t('result', {
            ...{ provider: PROVIDER_NAMES[provider], from: billDay(from), to: billDay(to - 1) },
          })}
        </h2>
        <span className="kr-spring" />
        {props.mayRemove && (
          <Button variant="default" onClick={() => setRemoving(true)}>
            {t('remove')}
          </Button>
        )}
        <Button variant="default" onClick={props.onBack}>
          {t('back')}
        </Button>
      </div>
      <Sides check={bill.data} />
      <Causes check={bill.data} />
      <Cells check={bill.data} />
      {isRemoving && (
        <Removing id={props.id} onClose={() => setRemoving(false)} onRemoved={props.onBack} />
      )}
    </div>
  )
}

function Sides({ check }: { check: BillCheck }) {
  const t = useWords('bills')
  const { theirs, ours, leftOut, halfHours } = check
  return (
    <section className="kr-panel">
      <dl className="kr-facts">
        <div>
          <dt>{t('theirs')}</dt>
          <dd>{sumWords(t, theirs)}</dd>
        </div>
        <div>
          <dt>{t('ours')}</dt>
          <dd>{sumWords(t, ours)}</dd>
        </div>
      </dl>
      {leftOut > 0 && <p>{t('leftOut', { count: leftOut, amount: wholeNumber(leftOut) })}</p>}
      {halfHours && <p>{t('halfHours')}</p>}
    </section>
  )
}

function Causes({ check: { causes, percent } }: { check: BillCheck }) {
  const t = useWords('bills')
  if (causes.length === 0) {
    return (
      <Banner tone="info" boxed>
        {t('agreesAll', { percent })}
      </Banner>
    )
  }
  return (
    <section className="kr-panel an-bill" aria-labelledby="bill-causes">
      <h2 className="kr-panel-title" id="bill-causes">
        {t('causes')}
      </h2>
      <ul className="an-bill-causes">
        {causes.map((cause) => (
          <li key={JSON.stringify([cause.kind, cause.keyId, cause.models, cause.note])}>
            <StatusBadge tone={toneOf(cause)}>
              {BILL_CAUSE_NAMES[cause.kind]}
              {!cause.likely && ` (${t('possibly')})`}
            </StatusBadge>
            <p>{billCauseWords(cause)}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}

function toneOf({ kind, likely }: BillCause): Tone {
  if (kind === 'outside') return likely ? 'bad' : 'warn'
  return kind === 'price' || kind === 'unpriced' ? 'warn' : 'info'
}

function Cells({ check }: { check: BillCheck }) {
  const t = useWords('bills')
  const differing = check.cells.filter(({ agrees }) => !agrees).sort(gravestFirst)
  const [isAll, setAll] = useState(false)
  const rows = isAll ? check.cells : differing
  return (
    <>
      <Checkbox
        label={t('showAll')}
        checked={isAll}
        onChange={(event) => setAll(event.currentTarget.checked)}
      />
      {rows.length > 0 && (
        <DataTable
          label={t('differences')}
          columns={columnsOf(t, check)}
          rows={rows}
          rowId={({ day, keyId, model }) => JSON.stringify([day, keyId, model])}
          onOpen={(cell) => goTo(pathOf(cell, check))}
        />
      )}
    </>
  )
}

const gravestFirst = (a: BillCell, b: BillCell) =>
  BILL_CAUSES.indexOf(a.cause ?? 'other') - BILL_CAUSES.indexOf(b.cause ?? 'other') || a.day - b.day

const labelsOf = ({ keys }: BillCheck) => new Map(keys.map(({ keyId, label }) => [keyId, label]))

/** The calls of that day here; a provider's day is one of UTC. */
function pathOf({ day, keyId, model, names }: BillCell, check: BillCheck): string {
  const key = keyId === null ? null : labelsOf(check).get(keyId)
  const only = { mode: 'only' as const }
  const chips: Chip[] = [
    ...(key ? [{ ...only, dimension: 'key' as const, value: keyId, label: key }] : []),
    ...(model === null
      ? []
      : (names.length > 0 ? names : [model]).map((name) => ({
          ...{ ...only, dimension: 'model' as const, value: name, label: name },
        }))),
  ]
  return callsPath({ chips, groups: [], span: { from: day, to: day + DAY_MS } })
}

function columnsOf(t: Words, check: BillCheck): Column<BillCell>[] {
  const labels = labelsOf(check)
  // What the files do not tell has no column.
  const { requests, tokens, costNanoUsd } = check.theirs
  const when = (told: number | null, columns: Column<BillCell>[]) => (told === null ? [] : columns)
  const end = 'end' as const
  const gapOf = ({ theirs, ours }: BillCell) =>
    theirs.costNanoUsd === null ? null : theirs.costNanoUsd - ours.costNanoUsd
  return [
    {
      ...{ id: 'day', header: t('day'), width: 124, sortBy: ({ day }) => day },
      cell: ({ day }) => billDay(day),
    },
    {
      ...{ id: 'key', header: t('key'), hideBelow: 880 },
      cell: ({ keyId }) => (keyId === null ? t('all') : (labels.get(keyId) ?? keyId)),
    },
    {
      ...{ id: 'model', header: t('model'), sortBy: ({ model }) => model ?? '' },
      cell: ({ model }) => model ?? t('all'),
    },
    ...when(requests, [
      {
        ...{ id: 'calls', header: t('col_calls'), width: 136, align: end, hideBelow: 880 },
        cell: ({ theirs, ours }) => pair(theirs.requests, ours.requests),
      },
    ]),
    ...when(tokens, [
      {
        ...{ id: 'tokens', header: t('col_tokens'), width: 176, align: end, hideBelow: 720 },
        cell: ({ theirs, ours }) =>
          pair(theirs.tokens && tokenSum(theirs.tokens), tokenSum(ours.tokens)),
      },
    ]),
    ...when(costNanoUsd, [
      {
        ...{ id: 'cost', header: t('col_cost'), width: 150, align: end },
        cell: ({ theirs, ours }) => pair(theirs.costNanoUsd, ours.costNanoUsd, money),
      },
      {
        ...{
          id: 'gap',
          header: t('col_gap'),
          width: 90,
          align: end,
          hideBelow: 720,
          sortBy: gapOf,
        },
        cell: (cell) => {
          const gap = gapOf(cell)
          return gap === null ? UNKNOWN : `${gap < 0 ? '−' : '+'}${money(Math.abs(gap))}`
        },
      },
    ]),
    {
      ...{ id: 'cause', header: t('col_cause'), width: 170, sortBy: ({ cause }) => cause ?? '' },
      cell: ({ cause }) => (cause === null ? t('agrees') : BILL_CAUSE_NAMES[cause]),
    },
  ]
}

function Removing(props: { id: string; onClose: () => void; onRemoved: () => void }) {
  const t = useWords('bills')
  const client = useClient()
  const queries = useQueryClient()
  return (
    <ConfirmDialog
      title={t('removeTitle')}
      confirm={t('remove')}
      cancel={t('cancel')}
      onClose={props.onClose}
      act={async () => {
        await client.bills.remove.mutate({ id: props.id })
        void queries.invalidateQueries({ queryKey: ['bills', 'list'] })
        toast({ message: t('removed') })
        props.onRemoved()
      }}
    >
      {t('removeText')}
    </ConfirmDialog>
  )
}
