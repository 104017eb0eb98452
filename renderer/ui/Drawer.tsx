import { CloseButton } from '@mantine/core'
import { type KeyboardEvent, type ReactNode, useId } from 'react'
import './lists.css'

interface Props {
  title: ReactNode
  /** Name of the close button. */
  closeLabel: string
  onClose: () => void
  /** Stands under the title: state, actions. */
  head?: ReactNode
  children: ReactNode
}

/** The detail beside a list. It leaves the list usable, so it takes no focus and hides nothing from readers. */
export function Drawer({ title, closeLabel, onClose, head, children }: Props) {
  const titleId = useId()
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    // React brings keys of the dialogs opened from here as well; those are not in here.
    if (!(event.target instanceof Node) || !event.currentTarget.contains(event.target)) return
    event.stopPropagation()
    onClose()
  }
  return (
    <aside className="kr-drawer" aria-labelledby={titleId} onKeyDown={onKeyDown}>
      <header className="kr-drawer-head">
        <div className="kr-drawer-title">
          <h2 id={titleId}>{title}</h2>
          <CloseButton aria-label={closeLabel} title={`${closeLabel} (Esc)`} onClick={onClose} />
        </div>
        {head}
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <section className="kr-drawer-body" tabIndex={0} aria-labelledby={titleId}>
        {children}
      </section>
    </aside>
  )
}

/** A titled part of a drawer. */
export function DrawerSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className="kr-drawer-section">
      <h3>{title}</h3>
      {children}
    </section>
  )
}

/** Names and values, one a line; an absent value leaves its line out. */
export function Facts({ facts }: { facts: [name: string, value: ReactNode | undefined][] }) {
  return (
    <dl className="kr-facts">
      {facts.map(([name, value]) =>
        value === undefined ? null : (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
    </dl>
  )
}
