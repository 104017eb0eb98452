import type { ReactNode } from 'react'
import { StatusShape, type Tone } from './StatusBadge.tsx'

/** One sentence across the page or a panel, with its way out beside it. */
export function Banner(props: {
  tone: Extract<Tone, 'bad' | 'warn' | 'info'>
  children: ReactNode
  action?: ReactNode
  boxed?: boolean
}) {
  return (
    <div
      className="kr-banner"
      data-tone={props.tone}
      data-boxed={props.boxed || undefined}
      role={props.tone === 'bad' ? 'alert' : 'status'}
    >
      <StatusShape tone={props.tone} size={14} />
      <p>{props.children}</p>
      {props.action}
    </div>
  )
}
