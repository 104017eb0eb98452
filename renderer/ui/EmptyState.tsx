import type { ReactNode } from 'react'

/** One line what is missing, one why it is worth having, and the buttons that make the first one. */
export function EmptyState(props: { title: string; children?: ReactNode; actions?: ReactNode }) {
  return (
    <div className="kr-empty">
      <strong>{props.title}</strong>
      {props.children && <p>{props.children}</p>}
      {props.actions}
    </div>
  )
}
