import type { Asked, ModelLimits } from '../contract/asked.ts'
import type { PriceRow, UnitPrices, UsageBucket } from '../contract/calls.ts'
import type { Amounts } from '../contract/limits.ts'
import { unitPriceOf } from '../contract/prices.ts'
import type { Settings } from '../contract/settings.ts'

export type Price = Pick<PriceRow, 'free' | 'prices' | 'tiers'>

/** What is known beside the call itself. */
export interface WorstCaseFacts {
  price: Price | undefined
  /** The provider charges nothing: a server of one's own. */
  free: boolean
  /** False for what is free at every provider: counting tokens, moderations. */
  metered: boolean
  limits: ModelLimits
  settings: Pick<
    Settings,
    'unknownPrice' | 'assumedInputUsdPerMTok' | 'assumedOutputUsdPerMTok' | 'outputClampTokens'
  >
}

export interface WorstCase {
  amounts: Amounts
  /** What must be put into the call for the amounts to be true. */
  outputCap: number | undefined
  /**
   * `unknown`: the money is not known, and the call must not pass where a limit on money holds for it ·
   * `uncounted`: not known either, and the administrator said that it passes.
   */
  price: 'known' | 'free' | 'assumed' | 'uncounted' | 'unknown'
}

/** The context of a model of which nothing is known; few have more. */
const LARGEST_CONTEXT = 1_048_576

/** The most a call can come to in every metric: what is reserved before it is sent. */
export function worstCase(asked: Asked, facts: WorstCaseFacts): WorstCase {
  const amounts: Amounts = {
    money: 0,
    requests: 1,
    tokens: 0,
    input: 0,
    output: 0,
    images: 0,
    seconds: 0,
    concurrent: 1,
  }
  if (!facts.metered) return { amounts, outputCap: undefined, price: 'free' }

  const input = inputTokens(asked, facts.limits)
  const { tokens, cap } = outputTokens(asked, facts)
  amounts.input = safe(input.text + input.image + input.audio)
  amounts.output = safe(asked.answers * tokens)
  amounts.tokens = safe(amounts.input + amounts.output)
  amounts.images = asked.images?.count ?? 0
  amounts.seconds = asked.audioMs
  const used = { ...asked, input, output: amounts.output }
  if (facts.free || facts.price?.free) return { amounts, outputCap: cap, price: 'free' }

  const known = facts.price && moneyOf(used, facts.price)
  if (known !== undefined) amounts.money = known
  else if (facts.settings.unknownPrice === 'assume')
    amounts.money = moneyOf(used, assumedPrice(facts.settings)) ?? 0
  const price = known === undefined ? UNKNOWN[facts.settings.unknownPrice] : 'known'
  return { amounts, outputCap: cap, price }
}

const UNKNOWN = { refuse: 'unknown', tokensOnly: 'uncounted', assume: 'assumed' } as const

/** The administrator's price for models without one. */
export function assumedPrice(
  settings: Pick<Settings, 'assumedInputUsdPerMTok' | 'assumedOutputUsdPerMTok'>,
): Price {
  return {
    free: false,
    prices: {
      input: Math.round(settings.assumedInputUsdPerMTok * PICO_PER_TOKEN),
      output: Math.round(settings.assumedOutputUsdPerMTok * PICO_PER_TOKEN),
    },
    tiers: [],
  }
}

/** Pico-dollars a token at a dollar for a million of them. */
const PICO_PER_TOKEN = 1_000_000

/**
 * All that goes in over the whole call. A model that uses tools at the provider reads everything anew after
 * each use, what the tools brought included, up to what it can hold.
 */
function inputTokens(asked: Asked, limits: ModelLimits): Asked['input'] {
  const { image, audio } = asked.input
  const written = asked.input.text + image + audio
  const context = limits.contextTokens ?? LARGEST_CONTEXT
  const once = asked.inputIsOpen ? Math.max(written, context) : written
  const uses = asked.tools.reduce((sum, { uses }) => sum + uses, 0)
  const brought = Math.max(0, ...asked.tools.map(({ tokensPerUse }) => tokensPerUse))
  const total = once * (uses + 1) + broughtIn(uses, brought, Math.max(0, context - once))
  const media = (uses + 1) * (image + audio)
  return { text: total - media, image: image * (uses + 1), audio: audio * (uses + 1) }
}

/** The sum of what tools brought by then over all readings: `each` more every time, until `room` is full. */
function broughtIn(uses: number, each: number, room: number): number {
  if (each === 0) return 0
  const growing = Math.min(uses, Math.floor(room / each))
  return (each * growing * (growing + 1)) / 2 + (uses - growing) * room
}

/** Room for an answer behind the thinking that a call sets aside. */
const ANSWER_TOKENS = 1024

/** Of one answer: as asked, or as much as the model can write, or the administrator's clamp put into the call. */
function outputTokens(
  asked: Asked,
  { limits, settings }: WorstCaseFacts,
): { tokens: number; cap: number | undefined } {
  if (asked.outputTokens !== undefined) return { tokens: asked.outputTokens, cap: undefined }
  const { maxOutputTokens } = limits
  const thinking = asked.thinkingTokens === undefined ? 0 : asked.thinkingTokens + ANSWER_TOKENS
  const clamp = Math.max(Math.min(settings.outputClampTokens, roomFor(asked, limits)), thinking)
  if (maxOutputTokens !== undefined && (maxOutputTokens <= clamp || !asked.takesOutputCap))
    return { tokens: maxOutputTokens, cap: undefined }
  return { tokens: clamp, cap: asked.takesOutputCap ? clamp : undefined }
}

/** A cap that leaves no room for the input would make a call invalid at some vendors. */
function roomFor({ input, inputIsOpen }: Asked, { contextTokens }: ModelLimits): number {
  if (contextTokens === undefined) return Number.POSITIVE_INFINITY
  const least = Math.max(1, Math.floor(contextTokens / 4))
  if (inputIsOpen) return least
  return Math.max(least, contextTokens - input.text - input.image - input.audio)
}

type Used = Omit<Asked, 'outputTokens'> & { output: number }

const PICO_PER_NANO = 1000n
const HUNDREDTHS = 100

/**
 * Nano-dollars, rounded up. What is charged in one of several ways (a picture by the piece or by its tokens,
 * sound by its length or by its tokens, text to be spoken by its characters or by tokens) counts in the dearest
 * that has a price; undefined when none has.
 */
function moneyOf(used: Used, price: Price): number | undefined {
  const all = reachable(used, price)
  const ways = [
    tokensCost(used, all),
    used.images && cost(used.images.count, dearest(all, 'images')),
    used.audioMs > 0 ? cost(used.audioMs, dearest(all, 'audioMs')) : undefined,
    used.characters > 0 ? cost(used.characters, dearest(all, 'characters')) : undefined,
    used.searches > 0 ? cost(used.searches, dearest(all, 'searches')) : undefined,
  ].filter((way) => way !== undefined)
  if (ways.length === 0) return undefined
  const most = ways.reduce((a, b) => (a > b ? a : b))
  const factor = BigInt(Math.round(used.priceFactor * HUNDREDTHS))
  const usage = (most * factor + BigInt(HUNDREDTHS - 1)) / BigInt(HUNDREDTHS)
  const request = cost(1, dearest(all, 'request')) ?? 0n
  const pico = usage + request + toolsCost(used, all)
  return safe(Number((pico + PICO_PER_NANO - 1n) / PICO_PER_NANO))
}

/** The plain prices and those of every tier the input can reach. */
function reachable({ input }: Used, { prices, tiers }: Price): UnitPrices[] {
  const most = input.text + input.image + input.audio
  const reached = tiers.filter(({ aboveInputTokens }) => most > aboveInputTokens)
  return [prices, ...reached.map((tier) => ({ ...prices, ...tier.prices }))]
}

/** The highest price that any of these buckets has anywhere. */
function dearest(
  all: readonly UnitPrices[],
  ...buckets: (UsageBucket | 'request')[]
): number | undefined {
  let most: number | undefined
  for (const prices of all)
    for (const bucket of buckets) {
      const price = unitPriceOf(bucket, prices)
      if (price !== undefined && (most === undefined || price > most)) most = price
    }
  return most
}

function tokensCost(used: Used, all: UnitPrices[]): bigint | undefined {
  const read: UsageBucket[] = ['input', 'cachedRead']
  if (used.cacheWrites !== 'none') read.push('cacheWrite5m')
  if (used.cacheWrites === 'long') read.push('cacheWrite1h')
  const written: UsageBucket[] = ['output', 'reasoning']
  if (used.makesAudio) written.push('audioOutput')
  if (used.makesImages) written.push('imageOutput')
  const parts = [
    cost(used.input.text, dearest(all, ...read)),
    cost(used.input.image, dearest(all, ...read, 'imageInput')),
    cost(used.input.audio, dearest(all, ...read, 'audioInput')),
    cost(used.output, dearest(all, ...written)),
  ]
  let sum = 0n
  for (const part of parts) {
    if (part === undefined) return undefined
    sum += part
  }
  return sum
}

/** Flat prices of tools at the provider; searches as the price row has them, where that is more. */
function toolsCost({ tools }: Used, all: UnitPrices[]): bigint {
  const search = dearest(all, 'searches') ?? 0
  let sum = 0n
  for (const { tool, uses, nanoUsdPerUse, nanoUsdOnce } of tools) {
    const flat = nanoUsdPerUse * Number(PICO_PER_NANO)
    const each = tool === 'webSearch' || tool === 'maps' ? Math.max(flat, search) : flat
    sum += (cost(uses, each) ?? 0n) + BigInt(nanoUsdOnce) * PICO_PER_NANO
  }
  return sum
}

/** Pico-dollars; nothing used costs nothing even where it has no price. */
function cost(count: number, unitPrice: number | undefined): bigint | undefined {
  if (count === 0) return 0n
  if (unitPrice === undefined) return undefined
  return Number.isInteger(unitPrice)
    ? BigInt(count) * BigInt(unitPrice)
    : BigInt(Math.ceil(count * unitPrice))
}

function safe(amount: number): number {
  return Math.min(Math.ceil(amount), Number.MAX_SAFE_INTEGER)
}
