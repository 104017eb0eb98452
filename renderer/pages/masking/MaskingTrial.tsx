import { SegmentedControl, SimpleGrid, Text, Textarea } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import {
  countInWords,
  LONGEST_TRIAL,
  type TrialPiece,
  type TrialResult,
} from '../../../proxy/contract/masking.ts'
import { useClient } from '../../client.tsx'
import { Banner } from '../../ui/Banner.tsx'
import { ErrorBanner } from '../../ui/ErrorBanner.tsx'
import { useWords } from '../../words/words.ts'

/** While somebody types, so that not every letter is asked about. */
const PAUSE_MS = 250

interface Props {
  teamId: string | null
  /** Changes when a rule does: what is shown is then asked for anew. */
  rules: number
}

/** What a teammate would send at the left, what would leave at the right. */
export function MaskingTrial({ teamId, rules }: Props) {
  const t = useWords('masking')
  const client = useClient()
  const [typed, setTyped] = useState<string>(t('trialExample'))
  const [as, setAs] = useState<'text' | 'body'>('text')
  const [pasted] = useDebouncedValue(typed, PAUSE_MS)
  const trial = useQuery({
    queryKey: ['maskingTrial', teamId, as, pasted, rules],
    queryFn: () => client.masking.test.mutate({ teamId, as, pasted }),
    placeholderData: keepPreviousData,
    gcTime: 0,
  })
  return (
    <>
      <Text c="dimmed">{t('trialText')}</Text>
      <SegmentedControl
        aria-label={t('trialAs')}
        data={[
          { value: 'text', label: t('trialAs_text') },
          { value: 'body', label: t('trialAs_body') },
        ]}
        value={as}
        onChange={(value) => setAs(value as typeof as)}
        className="msk-as"
      />
      <Textarea
        label={t('trialInput')}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maxLength={LONGEST_TRIAL}
        autosize
        minRows={3}
        maxRows={10}
        spellCheck={false}
      />
      {trial.isError && <ErrorBanner error={trial.error} />}
      {trial.data && !trial.isError && <Sides result={trial.data} />}
    </>
  )
}

function Sides({ result: { pieces, counts, refusal } }: { result: TrialResult }) {
  const t = useWords('masking')
  const what = Object.entries(counts)
    .map(([kind, count]) => countInWords(kind, count))
    .join(', ')
  return (
    <>
      <p role="status">{what === '' ? t('nothingFound') : t('found', { what })}</p>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="md">
        <Side title={t('before')}>
          {pieces.map((piece, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have nothing else, and are shown anew as a whole
            <Shown key={i} piece={piece} text={piece.text} isTold />
          ))}
        </Side>
        <Side title={t('after')}>
          {refusal === null ? (
            pieces.map((piece, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: as above
              <Shown key={i} piece={piece} text={piece.sent} />
            ))
          ) : (
            <Banner tone="bad">{t('wouldRefuse', { what: refusal })}</Banner>
          )}
        </Side>
      </SimpleGrid>
    </>
  )
}

function Side(props: { title: string; children: React.ReactNode }) {
  return (
    <figure className="msk-side">
      <figcaption>{props.title}</figcaption>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: long texts are scrolled by the keyboard as well */}
      <pre tabIndex={0}>{props.children}</pre>
    </figure>
  )
}

/** A find is marked by colour, and on the side of the teammate by its kind. */
function Shown(props: { piece: TrialPiece; text: string; isTold?: boolean }) {
  const { piece, text, isTold } = props
  const words = useWords('masking')
  if (!piece.found) return text
  const { kind, mode } = piece.found
  return (
    <>
      <mark data-mode={mode} title={`${kindWord(kind)}: ${words(`mode_${mode}`)}`}>
        {text}
      </mark>
      {isTold && <span className="msk-kind">{kindWord(kind)}</span>}
    </>
  )
}

const kindWord = (kind: string) => countInWords(kind, 1).replace(/^1 (?:× )?/, '')
