import { Tabs } from '@mantine/core'
import { useLocalStorage } from '@mantine/hooks'
import type { Snippet } from '../../../proxy/contract/members.ts'
import { useWords } from '../../words/words.ts'
import { CodeBlock } from './CodeBlock.tsx'
import { filledText, shownText } from './snippetText.ts'

interface Props {
  snippets: Snippet[]
  token: string | undefined
  isShown: boolean
}

/** One tab for each tool; the tab chosen last is remembered for the next card. */
export function CardSnippets({ snippets, token, isShown }: Props) {
  const t = useWords('card')
  const [remembered, remember] = useLocalStorage({
    key: 'keyrack-card-tab',
    defaultValue: '',
    getInitialValueInEffect: false,
  })
  const tab = snippets.find(({ id }) => id === remembered) ?? snippets[0]
  const placeholder = t('placeholder')
  return (
    <Tabs
      value={tab?.id ?? null}
      onChange={(id) => id && remember(id)}
      keepMounted={false}
      aria-label={t('tools')}
    >
      <Tabs.List aria-label={t('tools')}>
        {snippets.map(({ id, label }) => (
          <Tabs.Tab key={id} value={id}>
            {label}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {snippets.map(({ id, blocks, notes }) => (
        <Tabs.Panel key={id} value={id} pt="sm">
          <div className="kr-card-part">
            {blocks.map(({ title, text }) => (
              <CodeBlock
                key={title}
                title={title}
                text={filledText(text, token, placeholder)}
                shown={shownText(text, token, { isShown, placeholder })}
                copyLabel={t('copySnippet')}
                isSecret={token !== undefined && text.includes('{token}')}
              />
            ))}
            {notes.length > 0 && (
              <ul className="kr-card-notes">
                {notes.map((note) => (
                  <li key={note}>{note}</li>
                ))}
              </ul>
            )}
          </div>
        </Tabs.Panel>
      ))}
    </Tabs>
  )
}
