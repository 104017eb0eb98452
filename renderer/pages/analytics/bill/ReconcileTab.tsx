import { Button, FileButton } from '@mantine/core'
import { type DragEvent, useState } from 'react'
import type { BillCheckLine } from '../../../../proxy/contract/bill.ts'
import { billDay } from '../../../../proxy/contract/billWords.ts'
import { dayTime, money, wholeNumber } from '../../../format.ts'
import { useStatus } from '../../../live.tsx'
import { useSettings } from '../../../preferences.tsx'
import { type Column, DataTable } from '../../../ui/DataTable.tsx'
import { EmptyState } from '../../../ui/EmptyState.tsx'
import { ErrorBanner } from '../../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../../ui/StatusBadge.tsx'
import { useWords } from '../../../words/words.ts'
import { BillResult } from './BillResult.tsx'
import { PROVIDER_NAMES, type Words } from './billFigures.ts'
import { Understood } from './Understood.tsx'
import { type Brought, useBillList, useBringing } from './useBills.ts'

/** Compares a provider's exports with the ledger: bring files, look at what was understood, see the differences. */
export function ReconcileTab() {
  const [brought, setBrought] = useState<Brought>()
  const [shown, setShown] = useState<string>()
  const role = useStatus().data?.actor?.role
  const mayCompare = role === 'owner' || role === 'admin'
  if (shown !== undefined) {
    return <BillResult id={shown} mayRemove={mayCompare} onBack={() => setShown(undefined)} />
  }
  if (brought) {
    return (
      <Understood
        brought={brought}
        mayCompare={mayCompare}
        onCancel={() => setBrought(undefined)}
        onCompared={(id) => {
          setBrought(undefined)
          setShown(id)
        }}
      />
    )
  }
  return (
    <div className="an-usage">
      <Bringing onBrought={setBrought} />
      <Past onOpen={setShown} />
    </div>
  )
}

function Bringing({ onBrought }: { onBrought: (brought: Brought) => void }) {
  const t = useWords('bills')
  const [isOver, setOver] = useState(false)
  const bringing = useBringing(onBrought)
  const take = (files: readonly File[]) => files.length > 0 && bringing.mutate(files)
  const onDrop = (event: DragEvent) => {
    event.preventDefault()
    setOver(false)
    take([...event.dataTransfer.files])
  }
  const onDragOver = (event: DragEvent) => {
    event.preventDefault()
    setOver(true)
  }
  return (
    <section
      className="kr-panel an-drop"
      aria-labelledby="bill-title"
      data-over={isOver || undefined}
      onDragOver={onDragOver}
      onDragLeave={() => setOver(false)}
      onDrop={onDrop}
    >
      <h2 className="kr-panel-title" id="bill-title">
        {t('title')}
      </h2>
      <p>{t('lead')}</p>
      {bringing.isError && <ErrorBanner error={bringing.error} />}
      <FileButton multiple accept=".csv,.tsv,.txt,.json" onChange={take}>
        {(props) => (
          <Button {...props} variant="default" loading={bringing.isPending}>
            {t('choose')}
          </Button>
        )}
      </FileButton>
      {bringing.isPending && <p role="status">{t('reading')}</p>}
    </section>
  )
}

function Past({ onOpen }: { onOpen: (id: string) => void }) {
  const t = useWords('bills')
  const { timeZone } = useSettings()
  const list = useBillList()
  if (list.isError) return <ErrorBanner error={list.error} retry={() => void list.refetch()} />
  if (!list.data) return <p role="status">{t('loading')}</p>
  if (list.data.length === 0) return <EmptyState title={t('empty')}>{t('emptyText')}</EmptyState>
  return (
    <DataTable
      label={t('past')}
      columns={columnsOf(t, timeZone)}
      rows={list.data}
      rowId={({ id }) => id}
      onOpen={({ id }) => onOpen(id)}
    />
  )
}

function columnsOf(t: Words, zone: string): Column<BillCheckLine>[] {
  const end = 'end' as const
  return [
    {
      ...{ id: 'when', header: t('when'), width: 120, sortBy: ({ createdAt }) => createdAt },
      cell: ({ createdAt }) => dayTime(createdAt, zone),
    },
    {
      ...{ id: 'provider', header: t('provider'), width: 100 },
      cell: ({ provider }) => PROVIDER_NAMES[provider],
    },
    {
      ...{ id: 'days', header: t('days') },
      cell: ({ from, to }) => `${billDay(from)} – ${billDay(to - 1)}`,
    },
    {
      ...{ id: 'theirs', header: t('theirs'), width: 120, align: end, hideBelow: 720 },
      cell: ({ theirs }) => money(theirs.costNanoUsd),
    },
    {
      ...{ id: 'ours', header: t('ours'), width: 130, align: end, hideBelow: 720 },
      cell: ({ ours }) => money(ours.costNanoUsd),
    },
    {
      ...{ id: 'differing', header: t('differing'), width: 110, align: end },
      cell: ({ differing }) => wholeNumber(differing),
    },
    {
      ...{ id: 'outside', header: t('outside'), width: 170 },
      cell: ({ outside }) =>
        outside ? <StatusBadge tone="bad">{t('outside')}</StatusBadge> : t('none'),
    },
  ]
}
