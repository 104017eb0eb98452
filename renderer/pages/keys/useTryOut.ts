import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { KeyTestResult } from '../../../proxy/contract/keys.ts'
import { useClient } from '../../client.tsx'
import { type KeyDraft, missingOf, newKeyOf } from './keyDraft.ts'

/** How long the form must rest before the key is tried. */
const REST_MS = 700

/** Tries the key of a form whenever something that matters has changed; nothing is stored. */
export function useTryOut(draft: KeyDraft) {
  const client = useClient()
  const missing = missingOf(draft)
  const latest = useRef(draft)
  latest.current = draft
  const trial = useMutation<KeyTestResult, Error, void>({
    mutationFn: () =>
      client.keys.tryOut.mutate({
        ...newKeyOf(latest.current),
        label: latest.current.label || '-',
      }),
  })
  // The label changes nothing at the provider.
  const matters = JSON.stringify({ ...draft, label: '' })
  const { mutate, reset } = trial
  // biome-ignore lint/correctness/useExhaustiveDependencies: tried again when one of these changes
  useEffect(() => {
    reset()
    if (missing) return
    const timer = setTimeout(mutate, REST_MS)
    return () => clearTimeout(timer)
  }, [matters, missing, mutate, reset])
  return { trial, missing }
}
