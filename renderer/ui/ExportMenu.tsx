import { Button, Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef } from 'react'
import { desktop } from '../bridge.ts'
import { shortcutText, useCommands } from '../commands.ts'
import { toast } from './toast.tsx'

/** One way in which something can be written into a file. */
export interface ExportChoice {
  label: string
  /** The file's ending, without its dot. */
  format: string
  /** Starts the job that writes it. */
  start: (file: string) => Promise<unknown>
}

interface Props {
  /** Begins the file's name and the command's, such as `calls`. */
  noun: string
  label: string
  /** What the palette calls it. */
  command: string
  choices: readonly ExportChoice[]
  size?: 'xs'
}

/** Writes into a file that the person chooses; the tray in the footer shows how far it is. */
export function ExportMenu({ noun, label, command, choices, size }: Props) {
  const queries = useQueryClient()
  const button = useRef<HTMLButtonElement>(null)
  const start = useMutation({
    mutationFn: async ({ format, start }: ExportChoice) => {
      const day = new Date().toISOString().slice(0, 10)
      const file = await desktop()?.chooseSavePath(`keyrack-${noun}-${day}.${format}`)
      if (!file) return
      await start(file)
      await queries.invalidateQueries({ queryKey: ['jobs'] })
    },
    onError: (error) => toast({ tone: 'bad', message: error.message }),
  })
  useCommands(
    desktop()
      ? [
          {
            ...{ id: `${noun}.export`, section: 'do', title: command },
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
          {...(size && { size })}
          variant="default"
          loading={start.isPending}
          title={shortcutText('mod+E')}
        >
          {label}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        {choices.map((choice) => (
          <Menu.Item key={choice.label} onClick={() => start.mutate(choice)}>
            {choice.label}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
