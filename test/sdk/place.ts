import type { FamilyName } from '../vendor/family.ts'
import type { Vendors } from '../vendor/vendor.ts'

/** Where a client is pointed and what it shows there: the vendors themselves, or Keyrack before them. */
export interface Place {
  /** What would be configured as the vendor's origin, without `/v1` and the like. */
  origin: Record<FamilyName, string>
  credential: Record<FamilyName, string>
}

export function vendorPlace(vendors: Vendors): Place {
  const of = <T>(pick: (vendor: Vendors[FamilyName]) => T) =>
    Object.fromEntries(
      Object.entries(vendors).map(([name, vendor]) => [name, pick(vendor)]),
    ) as Record<FamilyName, T>
  return {
    // OpenRouter keeps its API under a path; its clients are configured with it.
    origin: {
      ...of((vendor) => vendor.origin),
      openrouter: vendors.openrouter.baseUrl.replace(/\/v1$/, ''),
    },
    credential: of((vendor) => vendor.secret),
  }
}

/** Every client at Keyrack with the same token: at the root where paths tell the dialect, else at its mount. */
export function keyrackPlace(url: string, token: string): Place {
  const credential = token
  return {
    origin: {
      openai: url,
      openrouter: url,
      anthropic: url,
      gemini: url,
      azure: url,
      mistral: `${url}/mistral`,
      ollama: url,
      cohere: url,
    },
    credential: {
      openai: credential,
      openrouter: credential,
      anthropic: credential,
      gemini: credential,
      azure: credential,
      mistral: credential,
      ollama: credential,
      cohere: credential,
    },
  }
}

/** The same through the mount of each dialect. */
export function mountedPlace(url: string, token: string): Place {
  return {
    ...keyrackPlace(url, token),
    origin: {
      openai: `${url}/openai`,
      openrouter: `${url}/openai`,
      anthropic: `${url}/anthropic`,
      gemini: `${url}/gemini`,
      azure: `${url}/azure`,
      mistral: `${url}/mistral`,
      ollama: `${url}/ollama`,
      cohere: `${url}/cohere`,
    },
  }
}
