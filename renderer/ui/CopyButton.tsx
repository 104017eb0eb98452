import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { copyText } from '../bridge.ts'
import { toast } from './toast.tsx'

const SHOWN_MS = 2000

/** Copies at one click and says so in place. */
export function CopyButton(props: {
  text: string
  /** What the button says; it says "Copied" for a moment afterwards. */
  children: string
  variant?: 'default' | 'filled'
  size?: 'xs' | 'sm'
  /** It opens something: the clipboard forgets it after a minute. */
  isSecret?: boolean
  onCopied?: () => void
}) {
  const { t } = useTranslation()
  const [isCopied, copy] = useCopy(props.text, props)
  return (
    <Button
      variant={props.variant ?? 'default'}
      {...(props.size && { size: props.size })}
      leftSection={isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={copy}
    >
      {isCopied ? t('copied') : props.children}
    </Button>
  )
}

/** The same without words on it, beside what it copies. */
export function CopyIcon({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation()
  const [isCopied, copy] = useCopy(text)
  return (
    <Tooltip label={isCopied ? t('copied') : label}>
      <ActionIcon aria-label={label} onClick={copy}>
        {isCopied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}

function useCopy(
  text: string,
  { isSecret = false, onCopied }: { isSecret?: boolean; onCopied?: () => void } = {},
): [boolean, () => void] {
  const { t } = useTranslation()
  const [copiedAt, setCopiedAt] = useState(0)
  useEffect(() => {
    if (!copiedAt) return
    const timer = setTimeout(() => setCopiedAt(0), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [copiedAt])
  const copy = () => {
    copyText(text, { secret: isSecret }).then(
      () => {
        setCopiedAt(Date.now())
        onCopied?.()
      },
      () => toast({ tone: 'bad', message: t('copyFailed') }),
    )
  }
  return [copiedAt > 0, copy]
}
