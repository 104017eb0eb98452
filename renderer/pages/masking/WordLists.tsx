import { ActionIcon, Button, Group, Table, Text, Tooltip } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DictionaryLine } from '../../../proxy/contract/masking.ts'
import type { TeamSummary } from '../../../proxy/contract/teams.ts'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { ConfirmDialog } from '../../ui/ConfirmDialog.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import { WordsDialog } from './WordsDialog.tsx'

type Dialog = { kind: 'add' } | { kind: 'edit' | 'remove'; of: DictionaryLine }

interface Props {
  lists: DictionaryLine[]
  teams: TeamSummary[]
  /** Whose rules are looked at: a new list is for them. */
  teamId: string | null
}

/** The lists of own words, whoever they are for. */
export function WordLists({ lists, teams, teamId }: Props) {
  const t = useWords('masking')
  const client = useClient()
  const queries = useQueryClient()
  const [dialog, setDialog] = useState<Dialog>()
  const refresh = () => queries.invalidateQueries({ queryKey: ['masking'] })
  const close = () => setDialog(undefined)
  const remove = async ({ id, name }: DictionaryLine) => {
    await client.masking.removeDictionary.mutate({ id })
    await refresh()
    toast({ message: t('removed', { name }) })
  }
  return (
    <>
      <Text c="dimmed">{t('wordsText')}</Text>
      {lists.length === 0 ? (
        <Text>{t('wordsNone')}</Text>
      ) : (
        <Table aria-label={t('words')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('name')}</Table.Th>
              <Table.Th>{t('label')}</Table.Th>
              <Table.Th>{t('whose')}</Table.Th>
              <Table.Th>{t('mode')}</Table.Th>
              <Table.Th className="kr-number">{t('count')}</Table.Th>
              <Table.Td w={76} />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {lists.map((list) => (
              <Table.Tr key={list.id}>
                <Table.Td>{list.name}</Table.Td>
                <Table.Td>
                  <code>{list.label}</code>
                </Table.Td>
                <Table.Td>{list.teamName ?? t('everybody')}</Table.Td>
                <Table.Td>{t(`mode_${list.rule.mode}`)}</Table.Td>
                <Table.Td className="kr-number">{wholeNumber(list.termCount)}</Table.Td>
                <Table.Td>
                  <Group gap={4} wrap="nowrap" justify="flex-end">
                    <Tooltip label={t('edit', { name: list.name })}>
                      <ActionIcon
                        aria-label={t('edit', { name: list.name })}
                        onClick={() => setDialog({ kind: 'edit', of: list })}
                      >
                        <IconPencil size={16} stroke={1.75} />
                      </ActionIcon>
                    </Tooltip>
                    <Tooltip label={t('remove', { name: list.name })}>
                      <ActionIcon
                        aria-label={t('remove', { name: list.name })}
                        onClick={() => setDialog({ kind: 'remove', of: list })}
                      >
                        <IconTrash size={16} stroke={1.75} />
                      </ActionIcon>
                    </Tooltip>
                  </Group>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
      <Group>
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          onClick={() => setDialog({ kind: 'add' })}
        >
          {t('addWords')}
        </Button>
      </Group>
      {dialog?.kind === 'add' && (
        <WordsDialog teams={teams} teamId={teamId} onSaved={refresh} onClose={close} />
      )}
      {dialog?.kind === 'edit' && (
        <WordsDialog of={dialog.of} teams={teams} teamId={null} onSaved={refresh} onClose={close} />
      )}
      {dialog?.kind === 'remove' && (
        <ConfirmDialog
          title={t('removeTitle', { name: dialog.of.name })}
          confirm={t('removeIt')}
          cancel={t('cancel')}
          act={() => remove(dialog.of)}
          onClose={close}
        >
          {t('removeText')}
        </ConfirmDialog>
      )}
    </>
  )
}
