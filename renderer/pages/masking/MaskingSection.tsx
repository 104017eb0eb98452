import { Select, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useClient } from '../../client.tsx'
import { useStatus } from '../../live.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { KindTable } from './KindTable.tsx'
import { MaskingTrial } from './MaskingTrial.tsx'
import { WordLists } from './WordLists.tsx'
import './masking.css'

const EVERYBODY = ''

/** What of personal data and secrets stays here: rules of everybody or a team, own words, and a place to try them. */
export function MaskingSection() {
  const t = useWords('masking')
  const common = useWords('common')
  const client = useClient()
  const role = useStatus().data?.actor?.role
  const mayTry = role === 'owner' || role === 'admin'
  const [chosen, setChosen] = useState(EVERYBODY)
  const list = useQuery({ queryKey: ['masking'], queryFn: () => client.masking.list.query() })
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  if (list.isPending || teams.isPending) return <p role="status">{common('loading')}</p>
  if (list.isError) return <ErrorBanner error={list.error} retry={() => void list.refetch()} />
  if (teams.isError) return <ErrorBanner error={teams.error} retry={() => void teams.refetch()} />
  // A team may be removed while it is looked at.
  const team = teams.data.find(({ id }) => id === chosen)
  const teamId = team?.id ?? null
  const rulesOf = (id: string | null) =>
    list.data.entries.find((entry) => entry.teamId === id)?.rules ?? {}
  return (
    <>
      <Text c="dimmed">{t('text')}</Text>
      <Select
        label={t('for')}
        description={team && t('teamHint')}
        inputWrapperOrder={['label', 'input', 'description', 'error']}
        data={[
          { value: EVERYBODY, label: t('everybody') },
          ...teams.data.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        value={teamId ?? EVERYBODY}
        onChange={(value) => setChosen(value ?? EVERYBODY)}
        allowDeselect={false}
        w={360}
      />
      <Part title={t('kinds')}>
        <KindTable
          teamId={teamId}
          rules={rulesOf(teamId)}
          everybody={teamId === null ? undefined : rulesOf(null)}
        />
      </Part>
      <Part title={t('words')}>
        <WordLists lists={list.data.dictionaries} teams={teams.data} teamId={teamId} />
      </Part>
      {mayTry && (
        <Part title={t('trial')}>
          <MaskingTrial teamId={teamId} rules={list.dataUpdatedAt} />
        </Part>
      )}
    </>
  )
}
