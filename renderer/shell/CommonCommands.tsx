import { spotlight } from '@mantine/spotlight'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { AppStatus } from '../../proxy/contract/status.ts'
import { copyText } from '../bridge.ts'
import { useClient } from '../client.tsx'
import { type Command, useCommands } from '../commands.ts'
import { useFigures } from '../live.tsx'
import { goTo, pathTo, routesFor } from '../routes.ts'
import { ConfirmDialog } from '../ui/ConfirmDialog.tsx'
import { toast } from '../ui/toast.tsx'
import { useWords } from '../words/words.ts'
import { useLockWindow } from './idleLock.ts'
import { usePause } from './pause.tsx'

/** What can be done from every page. */
export function CommonCommands({ status }: { status: AppStatus }) {
  const t = useWords('shell')
  const common = useWords('common')
  const client = useClient()
  const queries = useQueryClient()
  const [isLockingVault, setLockingVault] = useState(false)
  const inFlight = useFigures().data?.inFlight ?? 0
  const pause = usePause(status)
  const refresh = () => queries.invalidateQueries({ queryKey: ['status'] })
  const lockWindow = useLockWindow()

  const pages = routesFor(status.actor?.role).flatMap((route, index): Command[] => {
    const page = t(route.id)
    const run = () => goTo(pathTo(route.id))
    return [
      {
        id: `go.${route.id}`,
        section: 'go',
        title: t('goTo', { page }),
        shortcut: `g ${route.letter}`,
        keywords: `${index + 1}`,
        run,
      },
    ]
  })
  const url = status.proxy.url
  useCommands([
    ...pages,
    {
      id: 'shell.palette',
      section: 'do',
      title: t('paletteLabel'),
      shortcut: 'mod+K',
      run: spotlight.toggle,
    },
    {
      id: 'proxy.toggle',
      section: 'do',
      title: t(pause.isPaused ? 'resumeProxy' : 'pauseProxy'),
      keywords: 'stop start panic',
      shortcut: 'mod+shift+P',
      run: pause.toggle,
    },
    ...(url
      ? [
          {
            id: 'proxy.copyAddress',
            section: 'do' as const,
            title: t('copyAddress'),
            keywords: url,
            run: () => {
              copyText(url).then(
                () => toast({ message: common('copied') }),
                () => toast({ tone: 'bad', message: common('copyFailed') }),
              )
            },
          },
        ]
      : []),
    {
      id: 'session.lock',
      section: 'do',
      title: t('lockWindow'),
      shortcut: 'mod+L',
      run: lockWindow,
    },
    {
      id: 'vault.lock',
      section: 'do',
      title: t('lockVault'),
      keywords: 'stop',
      run: () => setLockingVault(true),
    },
  ])
  return (
    <>
      {pause.dialog}
      {isLockingVault && (
        <ConfirmDialog
          title={t('lockVaultTitle')}
          confirm={t('lockVaultConfirm')}
          cancel={common('cancel')}
          act={() => client.vault.lock.mutate().finally(refresh)}
          onClose={() => setLockingVault(false)}
        >
          {t('lockVaultText', { calls: t('lockVaultCalls', { count: inFlight }) })}
        </ConfirmDialog>
      )}
    </>
  )
}
