import { type ReactNode, useId } from 'react'

/** One titled panel of a settings section. */
export function Part(props: { title: string; children: ReactNode }) {
  const id = useId()
  return (
    <section className="kr-panel set-part" aria-labelledby={id}>
      <h2 id={id}>{props.title}</h2>
      {props.children}
    </section>
  )
}
