import { Button } from '@mantine/core'
import { CopyButton } from './CopyButton.tsx'
import './lists.css'

interface Props {
  label: string
  token: string
  masked: string
  isShown: boolean
  onShow: (shown: boolean) => void
  words: { once: string; reveal: string; hide: string; copy: string }
  onCopied?: () => void
}

/** A secret at the only moment it can be read: behind dots until asked for, copied at one click. */
export function TokenOnce({ label, token, masked, isShown, onShow, words, onCopied }: Props) {
  return (
    <div className="kr-token-once">
      <p>{words.once}</p>
      <div className="kr-actions">
        <output className="kr-mono kr-token" aria-label={label}>
          {isShown ? token : masked}
        </output>
        <Button variant="default" aria-pressed={isShown} onClick={() => onShow(!isShown)}>
          {isShown ? words.hide : words.reveal}
        </Button>
        <CopyButton text={token} variant="filled" isSecret {...(onCopied ? { onCopied } : {})}>
          {words.copy}
        </CopyButton>
      </div>
    </div>
  )
}
