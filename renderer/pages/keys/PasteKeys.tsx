import { Button, Group, Stack, Textarea } from '@mantine/core'
import { useState } from 'react'
import { useWords } from '../../words/words.ts'

/** A field for keys as people have them: bare, or as NAME=value lines. Pasting reads them at once. */
export function PasteKeys(props: { isBusy: boolean; onRead: (pasted: string) => void }) {
  const t = useWords('keys')
  const [text, setText] = useState('')
  const read = (pasted: string) => {
    if (pasted.trim() === '') return
    props.onRead(pasted)
    // What was read lies in the service now; the page need not hold it.
    setText('')
  }
  return (
    <Stack gap="sm">
      <Textarea
        label={t('pasteLabel')}
        description={t('pasteHint')}
        classNames={{ input: 'kr-mono' }}
        minRows={3}
        autosize
        maxRows={8}
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onPaste={(event) => {
          const pasted = event.clipboardData.getData('text')
          if (text !== '' || pasted.trim() === '') return
          event.preventDefault()
          read(pasted)
        }}
        autoComplete="off"
        spellCheck={false}
        autoFocus
      />
      {text.trim() !== '' && (
        <Group>
          <Button variant="default" loading={props.isBusy} onClick={() => read(text)}>
            {t('readPasted')}
          </Button>
        </Group>
      )}
    </Stack>
  )
}
