import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import type { ErasurePreview } from '../../../proxy/contract/personal.ts'
import { mentionWords, NAMESAKES } from '../../../proxy/contract/personalWords.ts'
import { useClient } from '../../client.tsx'
import { wholeNumber } from '../../format.ts'
import { goTo } from '../../routes.ts'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'
import './personal.css'

interface Props {
  of: { id: string; name: string }
  onClose: () => void
}

/** Says what would go and what stays, and erases once the name was typed. */
export function EraseDialog({ of: { id, name }, onClose }: Props) {
  const t = useWords('personal')
  const client = useClient()
  const queries = useQueryClient()
  const [typed, setTyped] = useState('')
  const preview = useQuery({
    queryKey: ['members', 'erasure', id],
    queryFn: () => client.personal.preview.query({ memberId: id }),
  })
  const erasing = useMutation({
    mutationFn: () => client.personal.erase.mutate({ memberId: id, typedName: typed }),
    onSuccess: ({ certificateId }) => {
      void queries.invalidateQueries({ queryKey: ['jobs'] })
      goTo(`/settings/privacy?certificate=${certificateId}`)
    },
  })
  const isReady = preview.data?.obstacle === null && typed.trim() === name.trim()
  const send = (event: FormEvent) => {
    event.preventDefault()
    if (isReady) erasing.mutate()
  }
  return (
    <Modal
      opened
      onClose={onClose}
      title={t('eraseTitle', { name })}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <form onSubmit={send}>
        <Stack gap="md">
          {preview.isPending && <p role="status">{t('looking')}</p>}
          {preview.isError && (
            <ErrorBanner error={preview.error} retry={() => void preview.refetch()} />
          )}
          {preview.data && <WhatGoes of={preview.data} />}
          {preview.data?.obstacle === null && (
            <TextInput
              label={t('typeName', { name })}
              description={t('noWayBack')}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              autoComplete="off"
            />
          )}
          {erasing.isError && <ErrorBanner error={erasing.error} />}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" data-autofocus onClick={onClose}>
              {t('cancel')}
            </Button>
            <Button type="submit" color="red" loading={erasing.isPending} disabled={!isReady}>
              {t('eraseNow')}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}

function WhatGoes({ of: preview }: { of: ErasurePreview }) {
  const t = useWords('personal')
  const { name, obstacle, liveTokens, calls, bodies, copies, limits, requests, alarms } = preview
  const goes = [
    t('goesProfile'),
    t('goesCalls', { count: calls, number: wholeNumber(calls) }),
    ...(bodies > 0 ? [t('goesBodies', { count: bodies, number: wholeNumber(bodies) })] : []),
    t('goesOwn', { limits, requests, alarms }),
    t('goesAudit'),
    ...(copies > 0 ? [t('goesCopies', { count: copies, number: wholeNumber(copies) })] : []),
  ]
  const stays = [
    t('staysCalls'),
    ...(preview.namesakes ? [NAMESAKES] : []),
    ...preview.mentions.map(mentionWords),
  ]
  return (
    <>
      {obstacle !== null && (
        <Banner tone="warn" boxed>
          {obstacle === 'activeTokens'
            ? t('activeTokens', { count: liveTokens, name })
            : t(obstacle, { name })}
        </Banner>
      )}
      <Lines title={t('goes')} lines={goes} />
      <Lines title={t('stays')} lines={stays} />
    </>
  )
}

/** A small heading and what stands under it. */
export function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  return (
    <section className="prs-lines">
      <h3>{title}</h3>
      <ul>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </section>
  )
}
