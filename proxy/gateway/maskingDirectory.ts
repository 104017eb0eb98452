import { compileMasking, type Masking } from '../policy/masking/rules.ts'
import type { Db } from '../store/db.ts'
import { listDictionaries, listMaskRules } from '../store/masking.ts'

/** What is masked in the calls of each team, in memory; compiled when the first call of a team comes. */
export class MaskingDirectory {
  readonly #db: Db
  #rules: ReturnType<typeof listMaskRules> | undefined
  #dictionaries: ReturnType<typeof listDictionaries> = []
  #byTeam = new Map<string | null, Masking | undefined>()

  constructor(db: Db) {
    this.#db = db
  }

  /** Forgets everything; the next call reads the rules again. */
  drop(): void {
    this.#rules = undefined
  }

  /** Undefined where nothing is looked for. */
  of({ teamId }: { teamId: string | null }): Masking | undefined {
    const rules = this.#rules ?? this.#load()
    if (rules.length === 0 && this.#dictionaries.length === 0) return undefined
    if (!this.#byTeam.has(teamId)) this.#byTeam.set(teamId, this.#compile(rules, teamId))
    return this.#byTeam.get(teamId)
  }

  #compile(rules: ReturnType<typeof listMaskRules>, teamId: string | null): Masking | undefined {
    const of = (id: string | null) => rules.find((one) => one.teamId === id)?.rules ?? {}
    return compileMasking(
      of(null),
      teamId === null ? {} : of(teamId),
      this.#dictionaries.filter((one) => one.teamId === null || one.teamId === teamId),
    )
  }

  #load(): ReturnType<typeof listMaskRules> {
    this.#dictionaries = listDictionaries(this.#db)
    this.#byTeam = new Map()
    this.#rules = listMaskRules(this.#db)
    return this.#rules
  }
}
