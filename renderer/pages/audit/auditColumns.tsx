import type { TFunction } from 'i18next'
import type { AuditAct } from '../../../proxy/contract/audit.ts'
import { dayTime, exactTime } from '../../format.ts'
import type { Column } from '../../ui/DataTable.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { actWords, changeWords, objectWords, RESULT_TONES, whoWords } from './auditWords.ts'

/** When, who, what, to what, and what became of it. */
export function auditColumns(t: TFunction<'audit'>): Column<AuditAct>[] {
  return [
    {
      ...{ id: 'when', header: t('when'), width: 118 },
      cell: ({ at }) => <span title={exactTime(at)}>{dayTime(at)}</span>,
    },
    { id: 'who', header: t('who'), width: 116, cell: (act) => cut(whoWords(t, act)) },
    { id: 'act', header: t('act'), cell: ({ action }) => cut(actWords(action)) },
    {
      ...{ id: 'object', header: t('object') },
      cell: (act) => cut(objectWords(act)),
    },
    { id: 'change', header: t('change'), hideBelow: 880, cell: (act) => cut(changeWords(act)) },
    {
      ...{ id: 'source', header: t('source'), width: 108, hideBelow: 720 },
      cell: ({ source }) => t(`source_${source}`),
    },
    {
      ...{ id: 'result', header: t('result'), width: 128, align: 'end' },
      cell: ({ result }) => (
        <StatusBadge tone={RESULT_TONES[result]}>{t(`result_${result}`)}</StatusBadge>
      ),
    },
  ]
}

const cut = (text: string) => <span title={text}>{text}</span>
