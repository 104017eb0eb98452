import { Button, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useClient } from '../../client.tsx'
import { day, dayTime } from '../../format.ts'
import { useStatus } from '../../live.tsx'
import { ADMINS, useRouteParams } from '../../routes.ts'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { StatusBadge } from '../../ui/StatusBadge.tsx'
import { useWords } from '../../words/words.ts'
import { Part } from '../settings/Part.tsx'
import { CertificateDialog } from './CertificateDialog.tsx'
import { PersonalButtons } from './PersonalData.tsx'
import './personal.css'

/** Under Settings: who was removed and is still known, and the certificates of who was erased. */
export function ErasedPeople() {
  const t = useWords('personal')
  const [params, setParams] = useRouteParams()
  const shown = params.get('certificate')
  return (
    <>
      <Part title={t('former')}>
        <Former />
      </Part>
      <Part title={t('certificates')}>
        <Text c="dimmed">{t('certificatesText')}</Text>
        <Certificates onShow={(id) => setParams({ certificate: id })} />
      </Part>
      {shown && (
        <CertificateDialog id={shown} onClose={() => setParams({ certificate: undefined })} />
      )}
    </>
  )
}

function Former() {
  const t = useWords('personal')
  const common = useWords('common')
  const client = useClient()
  const role = useStatus().data?.actor?.role
  const former = useQuery({
    queryKey: ['members', 'former'],
    queryFn: () => client.personal.former.query(),
  })
  if (former.isPending) return <p role="status">{common('loading')}</p>
  if (former.isError)
    return <ErrorBanner error={former.error} retry={() => void former.refetch()} />
  if (former.data.length === 0) return <Text c="dimmed">{t('noFormer')}</Text>
  return (
    <>
      <Text c="dimmed">{t('formerText')}</Text>
      <ul className="prs-people">
        {former.data.map((person) => (
          <li key={person.id}>
            <span className="prs-who">
              {person.name}{' '}
              <span className="kr-muted">{t('removedAt', { time: day(person.removedAt) })}</span>
            </span>
            {role && ADMINS.includes(role) && <PersonalButtons of={person} />}
          </li>
        ))}
      </ul>
    </>
  )
}

function Certificates({ onShow }: { onShow: (id: string) => void }) {
  const t = useWords('personal')
  const common = useWords('common')
  const client = useClient()
  const certificates = useQuery({
    queryKey: ['members', 'certificates'],
    queryFn: () => client.personal.certificates.query(),
  })
  if (certificates.isPending) return <p role="status">{common('loading')}</p>
  if (certificates.isError)
    return <ErrorBanner error={certificates.error} retry={() => void certificates.refetch()} />
  if (certificates.data.length === 0) return <Text c="dimmed">{t('noCertificates')}</Text>
  return (
    <ul className="prs-people">
      {certificates.data.map(({ id, pseudonym, orderedAt, finishedAt, by }) => (
        <li key={id}>
          <StatusBadge tone={finishedAt === null ? 'running' : 'ok'}>
            {t(finishedAt === null ? 'unfinished' : 'finished')}
          </StatusBadge>
          <span className="prs-who">
            {pseudonym}{' '}
            <span className="kr-muted">
              {t('erasedBy', { time: dayTime(orderedAt), name: by.name })}
            </span>
          </span>
          <Button
            size="xs"
            variant="default"
            aria-label={t('showOf', { pseudonym })}
            onClick={() => onShow(id)}
          >
            {t('show')}
          </Button>
        </li>
      ))}
    </ul>
  )
}
