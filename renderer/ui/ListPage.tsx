import type { ReactNode } from 'react'
import { EmptyState } from './EmptyState.tsx'

interface Props {
  label: string
  /** Nothing is there yet, and how the first one is made; undefined shows the list. */
  empty: { title: string; text: string; actions: ReactNode } | undefined
  /** The detail beside the list. */
  detail: ReactNode
  /** Stand over both. */
  dialogs: ReactNode
  /** The list. */
  children: ReactNode
}

/** A page that is one list with its detail beside it, or says how to begin. */
export function ListPage({ label, empty, detail, dialogs, children }: Props) {
  if (empty) {
    return (
      <section className="kr-panel" aria-label={label}>
        <EmptyState title={empty.title} actions={empty.actions}>
          {empty.text}
        </EmptyState>
        {dialogs}
      </section>
    )
  }
  return (
    <section className="kr-list" aria-label={label}>
      {children}
      {detail}
      {dialogs}
    </section>
  )
}
