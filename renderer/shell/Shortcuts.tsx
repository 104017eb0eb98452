import { Modal, Table, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { commandFor, isTyping, shortcutText, useAllCommands, useCommands } from '../commands.ts'
import { useWords } from '../words/words.ts'

/** Time between the two letters of a shortcut such as `G K`. */
const SEQUENCE_MS = 1000

/** Runs commands from the keyboard and shows, at `?`, which keys do what. */
export function Shortcuts() {
  const t = useWords('shell')
  const common = useWords('common')
  const commands = useAllCommands()
  const [isOpen, setOpen] = useState(false)
  const [filter, setFilter] = useState('')

  useCommands([
    {
      id: 'shell.shortcuts',
      section: 'do',
      title: t('shortcuts'),
      shortcut: '?',
      run: () => setOpen(true),
    },
  ])

  useEffect(() => {
    let before = { key: '', at: 0 }
    const press = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey
      if (isPlain && (isTyping(event.target) || hasDialog())) return
      const last = event.timeStamp - before.at < SEQUENCE_MS ? before.key : ''
      before = { key: event.key.toLowerCase(), at: event.timeStamp }
      const command = commandFor(commands, event, last)
      if (!command) return
      event.preventDefault()
      command.run()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [commands])

  const shown = commands.filter(
    (command) => command.shortcut && command.title.toLowerCase().includes(filter.toLowerCase()),
  )
  return (
    <Modal
      opened={isOpen}
      onClose={() => setOpen(false)}
      title={t('shortcuts')}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <TextInput
        label={t('shortcutsFilter')}
        value={filter}
        onChange={(event) => setFilter(event.currentTarget.value)}
        mb="md"
        data-autofocus
      />
      <Table>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('shortcutsAction')}</Table.Th>
            <Table.Th>{t('shortcutsKeys')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shown.map((command) => (
            <Table.Tr key={command.id}>
              <Table.Td>{command.title}</Table.Td>
              <Table.Td>
                <kbd className="kr-kbd">{shortcutText(command.shortcut ?? '')}</kbd>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Modal>
  )
}

/** Behind an open dialog nothing is run by a single letter. */
function hasDialog(): boolean {
  return document.querySelector('[role="dialog"]') !== null
}
