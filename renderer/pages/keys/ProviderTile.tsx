import { type ProviderChoice, providerLabel } from './providers.ts'
import './keys.css'

/** A monochrome tile with the first letter, and the provider's name. */
export function ProviderTile({ choice }: { choice: ProviderChoice }) {
  const label = providerLabel(choice)
  return (
    <span className="kr-provider">
      <span className="kr-provider-tile" aria-hidden="true">
        {label.charAt(0)}
      </span>
      <span className="kr-ellipsis">{label}</span>
    </span>
  )
}
