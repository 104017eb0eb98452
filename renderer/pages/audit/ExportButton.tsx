import { Button, Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import type { AuditExport, AuditFilter } from '../../../proxy/contract/audit.ts'
import { desktop } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { shortcutText, useCommands } from '../../commands.ts'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'

/** Writes what the filter shows into a signed file; the tray in the footer shows how far it is. */
export function ExportButton({ filter }: { filter: AuditFilter }) {
  const t = useWords('audit')
  const client = useClient()
  const queries = useQueryClient()
  const button = useRef<HTMLButtonElement>(null)
  const start = useMutation({
    mutationFn: async (format: AuditExport['format']) => {
      const day = new Date().toISOString().slice(0, 10)
      const file = await desktop()?.chooseSavePath(`keyrack-audit-${day}.${format}`)
      if (!file) return
      await client.audit.exportFile.mutate({ filter, format, file })
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    },
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  useCommands([
    {
      ...{ id: 'audit.export', section: 'do', title: t('exportCommand') },
      ...{ keywords: 'csv jsonl save download', shortcut: 'mod+E' },
      run: () => button.current?.click(),
    },
  ])
  if (!desktop()) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button
          ref={button}
          size="xs"
          variant="default"
          loading={start.isPending}
          title={shortcutText('mod+E')}
        >
          {t('export')}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => start.mutate('jsonl')}>{t('exportJsonl')}</Menu.Item>
        <Menu.Item onClick={() => start.mutate('csv')}>{t('exportCsv')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
