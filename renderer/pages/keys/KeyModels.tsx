import { TextInput } from '@mantine/core'
import { useState } from 'react'
import { DrawerSection } from '../../ui/Drawer.tsx'
import { useWords } from '../../words/words.ts'

/** From this many on, a field to find one is worth its place. */
const MANY = 12

export function KeyModels({ models, isPinned }: { models: string[]; isPinned: boolean }) {
  const t = useWords('keys')
  const [wanted, setWanted] = useState('')
  const found = models.filter((model) => model.toLowerCase().includes(wanted.toLowerCase()))
  const title = t('modelsTitle', { count: models.length })
  return (
    <DrawerSection title={title}>
      {models.length === 0 ? (
        <p className="kr-muted">{t('noModels')}</p>
      ) : (
        <>
          <p className="kr-muted">{isPinned ? t('modelsPinned') : t('modelsListed')}</p>
          {models.length >= MANY && (
            <TextInput
              aria-label={t('findModel')}
              placeholder={t('findModel')}
              value={wanted}
              onChange={(event) => setWanted(event.currentTarget.value)}
              my={8}
            />
          )}
          {found.length === 0 ? (
            <p className="kr-muted">{t('noModelFound')}</p>
          ) : (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
            <ul className="kr-models kr-mono" aria-label={title} tabIndex={0}>
              {found.map((model) => (
                <li key={model}>{model}</li>
              ))}
            </ul>
          )}
        </>
      )}
    </DrawerSection>
  )
}
