import { useComputedColorScheme } from '@mantine/core'
import { useEffect, useRef, useState } from 'react'
import type { drawSpend, SpendWords } from './drawSpend.ts'
import type { Spend } from './spend.ts'

/** The bars; the drawing library is loaded when they are first shown. */
export function SpendChart({ spend, words }: { spend: Spend; words: SpendWords }) {
  const scheme = useComputedColorScheme('light')
  const element = useRef<HTMLDivElement>(null)
  const [chart, setChart] = useState<ReturnType<typeof drawSpend>>()

  useEffect(() => {
    let isGone = false
    let opened: ReturnType<typeof drawSpend> | undefined
    void import('./drawSpend.ts').then(({ drawSpend }) => {
      if (isGone || !element.current) return
      opened = drawSpend(element.current)
      setChart(opened)
    })
    return () => {
      isGone = true
      opened?.close()
      setChart(undefined)
    }
  }, [])

  useEffect(() => {
    chart?.show(spend, scheme, words)
  })

  return <div ref={element} className="ov-chart" role="img" aria-label={words.aria} />
}
