import { anyNameMatcher } from '../../base/namePattern.ts'
import type { Limit } from '../../contract/limits.ts'

/** What is known of a call when it is decided whether a limit is about it. */
export interface CallFacts {
  readonly teamId: string | null
  readonly memberId: string
  readonly tokenId: string
  readonly provider: string
  readonly model: string
  /** The ledger's name, such as `chat.completions`. */
  readonly endpoint: string
}

export type FactsTest = (facts: CallFacts) => boolean

/** Compiles who and what a limit is about. */
export function factsTest({ level, subjectId, scope }: Limit): FactsTest {
  const isModel = anyNameMatcher(scope.models)
  const isEndpoint = anyNameMatcher(scope.endpoints)
  const providers: ReadonlySet<string> = new Set(scope.providers)
  return function isAbout(facts) {
    return (
      (level === 'workspace' || subjectOf(level, facts) === subjectId) &&
      (providers.size === 0 || providers.has(facts.provider)) &&
      isModel(facts.model) &&
      isEndpoint(facts.endpoint)
    )
  }
}

function subjectOf(level: 'team' | 'member' | 'token', facts: CallFacts): string | null {
  if (level === 'team') return facts.teamId
  return level === 'member' ? facts.memberId : facts.tokenId
}
