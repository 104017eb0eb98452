import type { TFunction } from 'i18next'
import type { KeySummary } from '../../../proxy/contract/keys.ts'
import { ago, exactTime, money, wholeNumber } from '../../format.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { KeyState } from './KeyState.tsx'
import { ProviderTile } from './ProviderTile.tsx'
import { keyState, providerLabel } from './providers.ts'

/** What the list of keys shows, most telling first: the rightmost go when it gets narrow. */
export function keyColumns(t: TFunction<'keys'>, now: number): Column<KeySummary>[] {
  return [
    {
      id: 'label',
      header: t('label'),
      sortBy: ({ label }) => label,
      cell: ({ label }) => <strong title={label}>{label}</strong>,
    },
    {
      id: 'provider',
      header: t('provider'),
      sortBy: providerLabel,
      cell: (key) => <ProviderTile choice={key} />,
    },
    {
      id: 'key',
      header: t('key'),
      width: 120,
      hideBelow: 560,
      cell: ({ hint }) =>
        hint ? (
          <span className="kr-mono">{hint}</span>
        ) : (
          <span className="kr-muted">{t('noSecret')}</span>
        ),
    },
    {
      id: 'state',
      header: t('state'),
      width: 132,
      sortBy: keyState,
      cell: (key) => <KeyState of={key} />,
    },
    {
      id: 'models',
      header: t('models'),
      width: 80,
      align: 'end',
      hideBelow: 880,
      sortBy: ({ models }) => models.length,
      cell: ({ models }) => wholeNumber(models.length),
    },
    {
      id: 'spend',
      header: t('spend30d'),
      width: 100,
      align: 'end',
      sortBy: ({ costNanoUsd30d }) => costNanoUsd30d,
      cell: ({ costNanoUsd30d }) => money(costNanoUsd30d),
    },
    {
      id: 'used',
      header: t('lastUsed'),
      width: 92,
      align: 'end',
      hideBelow: 720,
      sortBy: ({ lastUsedAt }) => lastUsedAt,
      cell: ({ lastUsedAt }) => (
        <span title={lastUsedAt ? exactTime(lastUsedAt) : undefined}>
          {lastUsedAt ? ago(lastUsedAt, now) : t('never')}
        </span>
      ),
    },
    {
      id: 'rotated',
      header: t('rotated'),
      width: 92,
      align: 'end',
      hideBelow: 880,
      sortBy: ({ secretChangedAt }) => secretChangedAt,
      cell: ({ secretChangedAt }) => (
        <span title={exactTime(secretChangedAt)}>{ago(secretChangedAt, now)}</span>
      ),
    },
  ]
}
