import { Button, Group, Modal, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import type { Certificate } from '../../../proxy/contract/personal.ts'
import { certificateText } from '../../../proxy/contract/personalWords.ts'
import { saveText } from '../../bridge.ts'
import { useClient } from '../../client.tsx'
import { CopyButton } from '../../ui/CopyButton.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { toast } from '../../ui/toast.tsx'
import { useWords } from '../../words/words.ts'
import './personal.css'

/** Often enough that nobody waits for it in vain, while the person is still being erased. */
const LOOK_MS = 700

/** One certificate, to be read, copied and saved; while the erasure goes on, it is waited for. */
export function CertificateDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = useWords('personal')
  const client = useClient()
  const found = useQuery({
    queryKey: ['members', 'certificates', id],
    queryFn: async () => {
      const all = await client.personal.certificates.query()
      return all.find((one) => one.id === id) ?? null
    },
    refetchInterval: ({ state }) => (state.data?.finishedAt ? false : LOOK_MS),
  })
  return (
    <Modal
      opened
      onClose={onClose}
      size="lg"
      title={t('certificateOf', { id })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {found.isError ? (
        <ErrorBanner error={found.error} retry={() => void found.refetch()} />
      ) : found.data?.finishedAt ? (
        <Whole certificate={found.data} onClose={onClose} />
      ) : (
        <Waiting />
      )}
    </Modal>
  )
}

function Waiting() {
  const t = useWords('personal')
  const client = useClient()
  const jobs = useQuery({ queryKey: ['jobs'], queryFn: () => client.jobs.list.query() })
  const last = jobs.data?.find(({ kind }) => kind === 'erasure')?.state
  const isOver = last === 'failed' || last === 'cancelled'
  return <p role="status">{t(isOver ? 'failed' : 'erasing')}</p>
}

function Whole({ certificate, onClose }: { certificate: Certificate; onClose: () => void }) {
  const t = useWords('personal')
  const text = certificateText(certificate)
  const save = async (ending: string, content: string) => {
    if (await saveText(`keyrack-certificate-${certificate.id}.${ending}`, content))
      toast({ message: t('saved') })
  }
  return (
    <Stack gap="md">
      {/* A reader of screens must be able to scroll it by keyboard. */}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls needs the focus */}
      <pre className="prs-text" tabIndex={0}>
        {text}
      </pre>
      <Group justify="flex-end" gap="sm">
        <CopyButton text={text}>{t('copy')}</CopyButton>
        <Button
          variant="default"
          onClick={() => void save('json', `${JSON.stringify(certificate, null, 2)}\n`)}
        >
          {t('saveJson')}
        </Button>
        <Button variant="default" onClick={() => void save('txt', text)}>
          {t('save')}
        </Button>
        <Button data-autofocus onClick={onClose}>
          {t('close')}
        </Button>
      </Group>
    </Stack>
  )
}
