// Imported before anything else: what the libraries must know of the page's policy, which makes neither
// code nor markup of strings.
import { z } from 'zod'

/** The part of the Trusted Types API that is used here; TypeScript's own types do not name it yet. */
interface TrustedTypes {
  createPolicy(name: 'default', rules: { createHTML(text: string): string | null }): unknown
}

// Libraries still set style sheets and empty elements as markup: such text holds no tag and cannot become
// an element. Everything else is refused.
const { trustedTypes } = window as { trustedTypes?: TrustedTypes }
trustedTypes?.createPolicy('default', {
  createHTML: (text) => (text.includes('<') ? null : text),
})

// Else zod tries whether it may compile its checks, and each try counts as a violation.
z.config({ jitless: true })
