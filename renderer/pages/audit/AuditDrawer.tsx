import { Button } from '@mantine/core'
import type { AuditAct } from '../../../proxy/contract/audit.ts'
import { exactTime } from '../../format.ts'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import {
  actWords,
  fieldWords,
  RESULT_TONES,
  roleWords,
  valueWords,
  whoWords,
} from './auditWords.ts'

interface Props {
  of: AuditAct
  onFilter: (field: 'object' | 'who', value: string) => void
  onClose: () => void
}

/** One act: who, what, before and after, and how it ended. */
export function AuditDrawer({ of: act, onFilter, onClose }: Props) {
  const t = useWords('audit')
  const { seq, at, endedAt, actorId, objectId, objectName, result, origin, asked, changes } = act
  return (
    <Drawer
      title={actWords(act.action)}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <div className="kr-actions">
          <StatusBadge tone={RESULT_TONES[result]}>{t(`result_${result}`)}</StatusBadge>
          {objectId !== null && (
            <Button size="xs" variant="default" onClick={() => onFilter('object', objectId)}>
              {t('sameObject')}
            </Button>
          )}
          {actorId !== null && (
            <Button size="xs" variant="default" onClick={() => onFilter('who', actorId)}>
              {t('sameActor', { name: whoWords(t, act) })}
            </Button>
          )}
        </div>
      }
    >
      <DrawerSection title={t('facts')}>
        <Facts
          facts={[
            [t('entry'), act.endSeq === null ? `${seq}` : `${seq}, ${act.endSeq}`],
            [t('when'), exactTime(at)],
            [t('ended'), endedAt === null || endedAt - at < 1000 ? undefined : exactTime(endedAt)],
            [t('who'), whoWords(t, act)],
            [t('role'), act.role === null ? undefined : roleWords(t, act.role)],
            [t('source'), t(`source_${act.source}`)],
            [t('address'), act.address ?? undefined],
            [t('object'), objectName ?? undefined],
            [t('objectId'), objectId && <code className="kr-mono">{objectId}</code>],
            [
              t('path'),
              <code key="path" className="kr-mono">
                {act.action}
              </code>,
            ],
            [t('reason'), act.reason ?? undefined],
            [t('origin'), origin === 'live' ? undefined : t(`origin_${origin}`)],
          ]}
        />
        {result === 'interrupted' && <p className="kr-small">{t('interrupted')}</p>}
        {act.erased && <p className="kr-small">{t('erased')}</p>}
      </DrawerSection>
      {changes.length > 0 && (
        <DrawerSection title={t('changes')}>
          <table className="kr-changes">
            <thead>
              <tr>
                <th scope="col">{t('changedField')}</th>
                <th scope="col">{t('before')}</th>
                <th scope="col">{t('after')}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map((change) => (
                <tr key={change.field}>
                  <th scope="row">{fieldWords(change.field)}</th>
                  <td>{valueWords(change, 'before')}</td>
                  <td>{valueWords(change, 'after')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </DrawerSection>
      )}
      {asked !== null && asked !== undefined && (
        <DrawerSection title={t('asked')}>
          <pre className="kr-asked">{JSON.stringify(asked, null, 2)}</pre>
        </DrawerSection>
      )}
    </Drawer>
  )
}
