import type { AccessRules } from '../contract/access.ts'
import { Access, type Grant } from '../policy/access/access.ts'
import { listAccess, listGrants } from '../store/access.ts'
import type { Db } from '../store/db.ts'
import type { Caller } from './tokenDirectory.ts'

/** What each caller may use, in memory; the rules are compiled once for each token. */
export class AccessDirectory {
  readonly #db: Db
  readonly #now: () => number
  #rules: Map<string, AccessRules> | undefined
  #grants = new Map<string, Grant[]>()
  // The token directory makes new callers whenever a member, team or token changes, so no old answer is found.
  #byCaller = new WeakMap<Caller, Access | 'everything'>()

  constructor(db: Db, now: () => number) {
    this.#db = db
    this.#now = now
  }

  /** Forgets everything; the next call reads the rules again. */
  drop(): void {
    this.#rules = undefined
  }

  /** Undefined where no rule says anything. */
  of(caller: Caller): Access | undefined {
    const rules = this.#rules ?? this.#load()
    if (rules.size === 0) return undefined
    let access = this.#byCaller.get(caller)
    if (access === undefined) {
      access = this.#compile(rules, caller)
      this.#byCaller.set(caller, access)
    }
    return access === 'everything' ? undefined : access
  }

  #compile(rules: Map<string, AccessRules>, caller: Caller): Access | 'everything' {
    const levels = [
      rules.get(nameOf('workspace', null)),
      rules.get(nameOf('team', caller.teamId)),
      rules.get(nameOf('member', caller.memberId)),
      rules.get(nameOf('token', caller.tokenId)),
    ].filter((level) => level !== undefined)
    if (levels.length === 0) return 'everything'
    return new Access(levels, this.#grants.get(caller.memberId) ?? [])
  }

  #load(): Map<string, AccessRules> {
    const rules = new Map(
      listAccess(this.#db).map(({ level, subjectId, rules }) => [nameOf(level, subjectId), rules]),
    )
    this.#grants = Map.groupBy(listGrants(this.#db, this.#now()), ({ memberId }) => memberId)
    this.#byCaller = new WeakMap()
    this.#rules = rules
    return rules
  }
}

const nameOf = (level: string, subjectId: string | null) => `${level} ${subjectId ?? ''}`
