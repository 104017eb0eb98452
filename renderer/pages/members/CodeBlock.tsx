import { CopyButton } from '../../ui/CopyButton.tsx'
import './card.css'

interface Props {
  title: string
  /** What is copied. */
  text: string
  /** What is seen, where that differs. */
  shown?: string
  copyLabel: string
  /** What is copied holds a secret. */
  isSecret?: boolean
}

/** Something to paste elsewhere. */
export function CodeBlock({ title, text, shown = text, copyLabel, isSecret = false }: Props) {
  return (
    <div className="kr-code">
      <div className="kr-code-head">
        <span>{title}</span>
        <CopyButton text={text} isSecret={isSecret}>
          {copyLabel}
        </CopyButton>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0}>{shown}</pre>
    </div>
  )
}
