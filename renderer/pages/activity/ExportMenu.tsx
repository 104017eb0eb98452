import { Button, Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { CallFilter } from '../../../proxy/contract/calls.ts'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { shortcutText, useCommands } from '../../commands.ts'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

type Wanted = { format: 'csv' | 'jsonl'; preamble: boolean }

/** Writes the calls of the filter into a file that the person chooses; the tray in the footer shows how far it is. */
export function ExportMenu({ filter }: { filter: CallFilter }) {
  const t = useWords('activity')
  const client = useClient()
  const queries = useQueryClient()
  const button = useRef<HTMLButtonElement>(null)
  const start = useMutation({
    mutationFn: async (wanted: Wanted) => {
      const file = await desktop()?.chooseSavePath(nameOf(wanted.format))
      if (!file) return
      await client.calls.export.mutate({ filter, ...wanted, file })
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    },
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  useCommands(
    desktop()
      ? [
          {
            ...{ id: 'activity.export', section: 'do', title: t('exportCommand') },
            ...{ keywords: 'csv jsonl save download', shortcut: 'mod+E' },
            run: () => button.current?.click(),
          },
        ]
      : [],
  )
  if (!desktop()) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          ref={button}
          variant="default"
          loading={start.isPending}
          title={shortcutText('mod+E')}
        >
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => start.mutate({ format: 'csv', preamble: false })}>
          {t('exportCsv')}
        </Menu.Item>
        <Menu.Item onClick={() => start.mutate({ format: 'csv', preamble: true })}>
          {t('exportCsvPreamble')}
        </Menu.Item>
        <Menu.Item onClick={() => start.mutate({ format: 'jsonl', preamble: false })}>
          {t('exportJsonl')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

const nameOf = (format: string) =>
  `keyrack-calls-${new Date().toISOString().slice(0, 10)}.${format}`
