import { Select, SimpleGrid, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { useSettings } from '../../preferences.tsx'
import { useWords } from '../../words/words.ts'
import { ErasedPeople } from '../personal/ErasedPeople.tsx'
import { Part } from './Part.tsx'
import { QuickNumber } from './QuickNumber.tsx'
import { useQuickSave } from './useQuickSave.ts'

const DETAILS = ['all', 'problems', 'none'] as const
const KIB = 1024
const MIB = 1024 * KIB

/** What is kept of calls beside their line in the ledger. */
export function PrivacySection() {
  const t = useWords('privacy')
  const { traceDetail } = useSettings()
  const save = useQuickSave()
  return (
    <>
      <Part title={t('traces')}>
        <Select
          label={t('traceDetail')}
          description={t('traceHint')}
          inputWrapperOrder={['label', 'input', 'description', 'error']}
          data={DETAILS.map((value) => ({ value, label: t(`traceDetail_${value}`) }))}
          value={traceDetail}
          onChange={(value) =>
            value &&
            save({ name: 'traceDetail', value, before: traceDetail, label: t('traceDetail') })
          }
          allowDeselect={false}
          w={360}
        />
      </Part>
      <Part title={t('bodies')}>
        <Text c="dimmed">{t('bodiesText')}</Text>
        <KeptOf />
        <SimpleGrid cols={3} spacing="md">
          <QuickNumber name="bodyDays" label={t('bodyDays')} unit={t('bodyDaysUnit')} />
          <QuickNumber
            name="bodyKeptBytes"
            label={t('bodyKeptBytes')}
            unit={t('unitKiB')}
            size={KIB}
          />
          <QuickNumber
            name="bodiesTotalBytes"
            label={t('bodiesTotalBytes')}
            unit={t('unitMiB')}
            size={MIB}
          />
        </SimpleGrid>
      </Part>
      <ErasedPeople />
    </>
  )
}

const NAMED = 4

/** Of whom bodies are kept at the moment, so that nobody forgets that it is on. */
function KeptOf() {
  const t = useWords('privacy')
  const client = useClient()
  const teams = useQuery({ queryKey: ['teams'], queryFn: () => client.teams.list.query() })
  const members = useQuery({ queryKey: ['members'], queryFn: () => client.members.list.query() })
  if (!teams.data || !members.data) return null
  const isOn = ({ keepBodies }: { keepBodies: string }) => keepBodies === 'on'
  const names = [
    ...teams.data.filter(isOn).map(({ name }) => t('teamCalled', { name })),
    ...members.data.filter(isOn).map(({ name }) => name),
  ]
  if (names.length === 0) return <Text>{t('keptFor_none')}</Text>
  const named = names.slice(0, NAMED).join(', ')
  const count = names.length - NAMED
  return (
    <Text>{t('keptFor', { who: count > 0 ? t('andMore', { who: named, count }) : named })}</Text>
  )
}
