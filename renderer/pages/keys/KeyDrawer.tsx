import { Button } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { KeySummary } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { writeWord } from '../../filterWords.ts'
import { ago, day, exactTime, money, wholeNumber } from '../../format.ts'
import { pathTo } from '../../routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { Drawer, DrawerSection, Facts } from '../../ui/Drawer.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { HistoryLink } from '../audit/HistoryLink.tsx'
import { EditKeyDialog } from './EditKeyDialog.tsx'
import { KeyModels } from './KeyModels.tsx'
import { KeyState } from './KeyState.tsx'
import { ProviderTile } from './ProviderTile.tsx'
import { keysPage } from './providers.ts'
import { ReplaceKeyDialog } from './ReplaceKeyDialog.tsx'
import { TestLine } from './TestLine.tsx'

/** Everything known about one provider key but the key itself. */
export function KeyDrawer({ of: key, onClose }: { of: KeySummary; onClose: () => void }) {
  const t = useWords('keys')
  const client = useClient()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<'edit' | 'replace' | 'remove'>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['keys'] })
  const testing = useMutation({
    mutationFn: () => client.keys.test.mutate({ id: key.id }),
    onSettled: refresh,
  })
  const setPaused = useMutation({
    mutationFn: (pause: boolean) =>
      pause ? client.keys.pause.mutate({ id: key.id }) : client.keys.resume.mutate({ id: key.id }),
    onSuccess: async (_, pause) => {
      await refresh()
      const message = t(pause ? 'pausedNow' : 'resumedNow', { label: key.label })
      toast({ message, undo: () => setPaused.mutate(!pause) })
    },
  })
  const teams = useQuery({
    queryKey: ['teams'],
    queryFn: () => client.teams.list.query(),
    enabled: key.teams !== null,
  })
  const teamNames = (teams.data ?? [])
    .filter(({ id }) => key.teams?.includes(id))
    .map(({ name }) => name)
  const page = keysPage(key)
  const closeDialog = () => setDialog(undefined)

  return (
    <Drawer
      title={key.label}
      closeLabel={t('close')}
      onClose={onClose}
      head={
        <>
          <div className="kr-actions">
            <KeyState of={key} />
            <ProviderTile choice={key} />
            <span className="kr-mono">{key.hint}</span>
          </div>
          <div className="kr-actions">
            <Button size="xs" loading={testing.isPending} onClick={() => testing.mutate()}>
              {t('test')}
            </Button>
            <Button size="xs" variant="default" onClick={() => setDialog('edit')}>
              {t('edit')}
            </Button>
            <Button
              size="xs"
              variant="default"
              loading={setPaused.isPending}
              onClick={() => setPaused.mutate(!key.paused)}
            >
              {key.paused ? t('resume') : t('pause')}
            </Button>
            {key.hint && (
              <Button size="xs" variant="default" onClick={() => setDialog('replace')}>
                {t('replace')}
              </Button>
            )}
            <Button size="xs" variant="light" color="red" onClick={() => setDialog('remove')}>
              {t('remove')}
            </Button>
          </div>
        </>
      }
    >
      {(testing.isPending || testing.isSuccess || testing.isError) && (
        <div style={{ paddingTop: 8 }}>
          <TestLine
            isPending={testing.isPending}
            result={testing.data}
            error={testing.error}
            idle=""
          />
        </div>
      )}
      {testing.isIdle && key.healthNote && !key.paused && key.health !== 'working' && (
        <div style={{ paddingTop: 12 }}>
          <Banner tone={key.health === 'limited' ? 'warn' : 'bad'} boxed>
            {t('refusedBanner', { note: key.healthNote })}
          </Banner>
        </div>
      )}
      {setPaused.isError && <ErrorBanner error={setPaused.error} />}
      <DrawerSection title={t('details')}>
        <Facts
          facts={[
            [
              t('address'),
              <span key="address">
                <span className="kr-mono">{key.baseUrl}</span>
                {key.allowLocal && <span className="kr-muted"> · {t('addressLocal')}</span>}
              </span>,
            ],
            [t('reservedTo'), teamNames.join(', ') || undefined],
            [t('organization'), key.options.organization],
            [t('project'), key.options.project],
            [t('appid'), key.options.appid],
            [t('spend30d'), money(key.costNanoUsd30d)],
            [
              t('calls30d'),
              <span key="calls">
                {wholeNumber(key.calls30d)} ·{' '}
                <a href={`#${pathTo('activity', { f: writeWord('key', key.label) })}`}>
                  {t('seeCalls')}
                </a>
              </span>,
            ],
            [t('lastUsed'), <Moment key="used" at={key.lastUsedAt} />],
            [t('testedAt'), <Moment key="tested" at={key.testedAt} />],
            [
              t('addedAt'),
              <span key="added">
                {day(key.createdAt)} <HistoryLink id={key.id} />
              </span>,
            ],
            [t('rotated'), <Moment key="rotated" at={key.secretChangedAt} />],
            [t('keysPage'), page && <span className="kr-mono">{page}</span>],
          ]}
        />
      </DrawerSection>
      <KeyModels models={key.models} isPinned={key.modelsPinned} />
      {dialog === 'edit' && <EditKeyDialog of={key} onClose={closeDialog} />}
      {dialog === 'replace' && <ReplaceKeyDialog of={key} onClose={closeDialog} />}
      {dialog === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { label: key.label })}
          confirm={t('removeNow')}
          cancel={t('cancel')}
          act={async () => {
            await client.keys.remove.mutate({ id: key.id })
            await refresh()
            toast({ message: t('removed', { label: key.label }) })
            onClose()
          }}
          onClose={closeDialog}
        >
          {t('removeText')} {t('removeModels', { count: key.models.length })}{' '}
          {t('removeCalls', { count: key.calls30d, amount: wholeNumber(key.calls30d) })}
        </ConfirmDialog>
      )}
    </Drawer>
  )
}

function Moment({ at }: { at: number | null }) {
  const t = useWords('keys')
  return at === null ? t('never') : <span title={exactTime(at)}>{ago(at)}</span>
}
