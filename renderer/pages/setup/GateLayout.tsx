import { Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { ServiceBanner } from '../../shell/ServiceBanner.tsx'
import { useWords } from '../../words/words.ts'

/** The page before the pages: one panel in the middle, nothing around it. */
export function GateLayout(props: {
  title: string
  text?: string
  head?: ReactNode
  isWide?: boolean
  children: ReactNode
}) {
  const t = useWords('shell')
  return (
    <div className="kr-gate">
      <ServiceBanner />
      <header className="kr-gate-head">
        <span className="kr-brand-word">{t('brand')}</span>
        {props.head}
      </header>
      <main className="kr-gate-main">
        <div className="kr-gate-panel" data-wide={props.isWide || undefined}>
          <Title order={1} fz={20} lh="28px">
            {props.title}
          </Title>
          {props.text && (
            <Text c="dimmed" mt={4} mb="lg">
              {props.text}
            </Text>
          )}
          {props.children}
        </div>
      </main>
    </div>
  )
}
