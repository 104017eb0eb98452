import { Button, Menu } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Fragment, useRef } from 'react'
import { desktop } from '../bridge.ts'
import { shortcutText, useCommands } from '../commands.ts'
import { toast } from './toast.tsx'

/** One way in which something can be written into a file. */
export interface ExportChoice {
  label: string
  /** The file's ending, without its dot. */
  format: string
  /** The whole name that is offered, where it is not the noun and the day. */
  name?: string
  /** Begins a part of the menu, with these words above it. */
  heading?: string
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
    mutationFn: async ({ format, name, start }: ExportChoice) => {
      const day = new Date().toISOString().slice(0, 10)
      const file = await desktop()?.chooseSavePath(name ?? `keyrack-${noun}-${day}.${format}`)
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
          <Fragment key={`${choice.name ?? ''} ${choice.label}`}>
            {choice.heading !== undefined && <Menu.Label>{choice.heading}</Menu.Label>}
            <Menu.Item onClick={() => start.mutate(choice)}>{choice.label}</Menu.Item>
          </Fragment>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
