import { Stack } from '@mantine/core'
import { type FormEvent, type ReactNode, useState } from 'react'
import { FormDialog } from './FormDialog.tsx'
import { FormEnd } from './FormEnd.tsx'

interface Props {
  title: string
  /** Something was typed that closing would lose. */
  isDirty: boolean
  /** True: it can be saved as it stands, changed or not. */
  savesUnchanged?: boolean
  /** What sends it; while it runs and when it fails, the end of the form says so. */
  saving: { isPending: boolean; isError: boolean; error: unknown; mutate: () => void }
  /** False while something is missing or wrong; then trying to save shows what. */
  isReady: boolean
  /** The verb, such as `Add team`. */
  submit: string
  onClose: () => void
  /** The fields; `isTried` once somebody wanted to save. */
  children: (isTried: boolean) => ReactNode
}

/** The dialog of a form that adds something or changes it: mistakes are told when it is sent, not while it is typed. */
export function RecordDialog(props: Props) {
  const {
    title,
    isDirty,
    savesUnchanged = false,
    saving,
    isReady,
    submit,
    onClose,
    children,
  } = props
  const [isTried, setTried] = useState(false)
  const send = (event: FormEvent) => {
    event.preventDefault()
    setTried(true)
    if (isReady) saving.mutate()
  }
  return (
    <FormDialog title={title} isDirty={isDirty} onClose={onClose}>
      <form onSubmit={send} noValidate>
        <Stack gap="md">
          {children(isTried)}
          <FormEnd
            of={saving}
            submit={submit}
            isDisabled={!isDirty && !savesUnchanged}
            onClose={onClose}
          />
        </Stack>
      </form>
    </FormDialog>
  )
}
