import { Button, Group, Modal, PasswordInput, Stack, Text } from '@mantine/core'
import { useMutation } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'

/** Asks for the passphrase before something that only its holder may do. */
export function PassphrasePrompt(props: {
  title: string
  text: string
  verb: string
  act: (passphrase: string) => Promise<unknown>
  onClose: () => void
}) {
  const t = useWords('unlock')
  const common = useWords('common')
  const [passphrase, setPassphrase] = useState('')
  const [wasTried, setTried] = useState(false)
  const acting = useMutation({ mutationFn: props.act, onSuccess: props.onClose })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (passphrase !== '' && !acting.isPending) acting.mutate(passphrase)
  }
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      closeButtonProps={{ 'aria-label': common('close') }}
    >
      <form onSubmit={submit}>
        <Stack gap="md">
          <Text>{props.text}</Text>
          <PasswordInput
            label={t('passphrase')}
            value={passphrase}
            onChange={(event) => setPassphrase(event.currentTarget.value)}
            error={wasTried && passphrase === '' && t('passphraseMissing')}
            autoComplete="current-password"
            data-autofocus
          />
          {acting.isError && <ErrorBanner error={acting.error} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {common('cancel')}
            </Button>
            <Button type="submit" loading={acting.isPending}>
              {props.verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
