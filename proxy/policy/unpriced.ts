import { Refusal } from '../base/errors.ts'

/** A call whose cost nobody knows, while a limit on money holds for it. */
export function priceUnknown(model: string): Refusal {
  return new Refusal(
    'PRICE_UNKNOWN',
    `Keyrack: the price of ${model} is not known, and you have a limit on money. Ask your administrator to set its price.`,
    { shouldRetry: false },
  )
}

/** A batch's calls stand in a file at the provider: what they will use cannot be told before they are made. */
export function batchUnpriced(): Refusal {
  return new Refusal(
    'PRICE_UNKNOWN',
    'Keyrack: what a batch will use cannot be told beforehand, and you have a limit on money or tokens. Make the calls one by one, or ask your administrator.',
    { shouldRetry: false },
  )
}
