import { PasswordInput, Stack } from '@mantine/core'
import { useWords } from '../../words/words.ts'

export interface TypedPassphrase {
  first: string
  second: string
}

/** Shorter ones are guessed too fast, whatever the key derivation. */
export const PASSPHRASE_MINIMUM = 12

export function isGoodPassphrase({ first, second }: TypedPassphrase): boolean {
  return first.length >= PASSPHRASE_MINIMUM && first === second
}

/** A passphrase typed twice; what is wrong shows as it appears, and all of it once somebody tried to go on. */
export function NewPassphrase(props: {
  labels: [first: string, second: string]
  value: TypedPassphrase
  onChange: (value: TypedPassphrase) => void
  wasTried: boolean
  autoFocus?: boolean
}) {
  const t = useWords('unlock')
  const { first, second } = props.value
  const isShort = props.wasTried && first.length < PASSPHRASE_MINIMUM
  const isDifferent =
    (second.length > 0 && !first.startsWith(second)) || (props.wasTried && first !== second)
  const rule = t('passphraseShort', { count: PASSPHRASE_MINIMUM })
  return (
    <Stack gap="md">
      <PasswordInput
        label={props.labels[0]}
        description={isShort ? undefined : rule}
        error={isShort && rule}
        value={first}
        onChange={(event) => props.onChange({ first: event.currentTarget.value, second })}
        autoComplete="new-password"
        autoFocus={props.autoFocus ?? false}
      />
      <PasswordInput
        label={props.labels[1]}
        value={second}
        onChange={(event) => props.onChange({ first, second: event.currentTarget.value })}
        error={isDifferent && t('passphrasesDiffer')}
        autoComplete="new-password"
      />
    </Stack>
  )
}
