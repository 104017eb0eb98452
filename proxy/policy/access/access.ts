import { anyNameMatcher, nameMatcher } from '../../base/namePattern.ts'
import type { AccessRules, CallCaps, EndpointGroup, OpenHours } from '../../contract/access.ts'
import { addressList } from '../addresses.ts'
import { tightestCaps } from './tightestCaps.ts'
import { compileWeek, isOpen, opensAt, type Week } from './weekHours.ts'

/** A model that one member may use until a moment, or for good. */
export interface Grant {
  model: string
  until: number | null
}

/** `denied`: a list says no · `unlisted`: there are lists of what is allowed, and not all of them name it. */
export type ModelStanding = 'allowed' | 'denied' | 'unlisted'

// Names and addresses come from callers, who may make up as many as they like.
const MOST_KEPT = 1000

/**
 * What several levels together leave one caller. All levels are obeyed and a denial on any of them wins; a grant
 * stands in for a missing place on a list, never against a denial.
 */
export class Access {
  /** The tightest of all levels. */
  readonly caps: CallCaps
  /** What each level that limits the hours says. */
  readonly hours: readonly (readonly OpenHours[])[]
  readonly #allows: ((name: string) => boolean)[]
  readonly #denies: ((name: string) => boolean)[]
  readonly #endpoints: ReadonlySet<EndpointGroup>[]
  readonly #deniedEndpoints: ReadonlySet<EndpointGroup>
  readonly #addresses: ((address: string) => boolean)[]
  readonly #week: Week | undefined
  readonly #grants: readonly Grant[]
  readonly #models = new Map<string, ModelStanding>()
  readonly #places = new Map<string, boolean>()

  constructor(levels: readonly AccessRules[], grants: readonly Grant[]) {
    const said = <Item>(of: (rules: AccessRules) => readonly Item[]) =>
      levels.map(of).filter((list) => list.length > 0)
    this.#allows = said(({ allowModels }) => allowModels).map(anyNameMatcher)
    this.#denies = levels.flatMap(({ denyModels }) => denyModels.map(nameMatcher))
    this.#endpoints = said(({ allowEndpoints }) => allowEndpoints).map((list) => new Set(list))
    this.#deniedEndpoints = new Set(levels.flatMap(({ denyEndpoints }) => denyEndpoints))
    this.#addresses = said(({ addresses }) => addresses).map((list) => addressList(list, []))
    this.hours = said(({ hours }) => hours)
    this.#week = compileWeek(this.hours)
    this.caps = tightestCaps(levels.map(({ caps }) => caps))
    this.#grants = grants
  }

  /** Whether it matters which model is called. */
  get choosesModels(): boolean {
    return this.#allows.length > 0 || this.#denies.length > 0
  }

  /** Whether it matters which kind of call it is. */
  get choosesEndpoints(): boolean {
    return this.#endpoints.length > 0 || this.#deniedEndpoints.size > 0
  }

  /** Whether it matters where a call comes from. */
  get choosesPlaces(): boolean {
    return this.#addresses.length > 0
  }

  /** How a model stands; grants count until their end. */
  modelStanding(model: string, now: number): ModelStanding {
    let standing = this.#models.get(model)
    if (standing === undefined) {
      standing = this.#standingOf(model)
      if (this.#models.size >= MOST_KEPT) this.#models.clear()
      this.#models.set(model, standing)
    }
    return standing === 'unlisted' && this.#isGranted(model, now) ? 'allowed' : standing
  }

  #standingOf(model: string): ModelStanding {
    const names = namesOf(model)
    if (this.#denies.some((denies) => names.some(denies))) return 'denied'
    return this.#allows.every((allows) => names.some(allows)) ? 'allowed' : 'unlisted'
  }

  #isGranted(model: string, now: number): boolean {
    if (this.#grants.length === 0) return false
    const names = namesOf(model.toLowerCase())
    return this.#grants.some(
      (grant) =>
        (grant.until === null || grant.until > now) && names.includes(grant.model.toLowerCase()),
    )
  }

  mayUseModel(model: string, now: number): boolean {
    return this.modelStanding(model, now) === 'allowed'
  }

  mayUseEndpoint(group: EndpointGroup): boolean {
    return (
      !this.#deniedEndpoints.has(group) && this.#endpoints.every((allowed) => allowed.has(group))
    )
  }

  /** A member calls from the same few addresses; reading one costs more than all the other rules together. */
  mayCallFrom(address: string): boolean {
    let allowed = this.#places.get(address)
    if (allowed === undefined) {
      allowed = this.#addresses.every((allows) => allows(address))
      if (this.#places.size >= MOST_KEPT) this.#places.clear()
      this.#places.set(address, allowed)
    }
    return allowed
  }

  isOpen(at: number, timeZone: string): boolean {
    return this.#week === undefined || isOpen(this.#week, at, timeZone)
  }

  /** When it opens next after a moment at which it is closed; undefined for never. */
  opensAt(at: number, timeZone: string): number | undefined {
    return this.#week === undefined ? at : opensAt(this.#week, at, timeZone)
  }
}

/** Ollama's names carry a tag that may be left out; a rule about one spelling is about both. */
function namesOf(model: string): string[] {
  return model.endsWith(':latest') ? [model, model.slice(0, -':latest'.length)] : [model]
}
