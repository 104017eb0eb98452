import { newId } from '../base/ids.ts'
import { limitWords, scopeWords } from '../contract/limitWords.ts'
import type { MyAccess, NewRequest } from '../contract/requests.ts'
import type { Db } from '../store/db.ts'
import { findLimit } from '../store/limits.ts'
import { insertRequest, openRequestsOf, requestsOf } from '../store/requests.ts'
import type { AccessRequestRow } from '../store/schema/limits.ts'
import { findTeam } from '../store/teams.ts'
import { findToken } from '../store/tokens.ts'
import type { Caller } from './tokenDirectory.ts'

/** How many of their own requests a member is shown. */
const MOST_SHOWN = 50

/** Where members ask about themselves, and for more. */
export class MemberDesk {
  readonly #db: Db
  readonly #onRequest: () => void

  constructor(db: Db, onRequest: () => void) {
    this.#db = db
    this.#onRequest = onRequest
  }

  describe(caller: Caller): Pick<MyAccess, 'member' | 'token'> {
    const { memberId, memberName, teamId, tokenId, expiresAt } = caller
    return {
      member: {
        id: memberId,
        name: memberName,
        team: teamId === null ? null : (findTeam(this.#db, teamId)?.name ?? null),
      },
      token: { id: tokenId, label: findToken(this.#db, tokenId)?.label ?? '', expiresAt },
    }
  }

  requestsOf({ memberId }: Caller): MyAccess['requests'] {
    return requestsOf(this.#db, memberId, MOST_SHOWN).map((request) => this.#shown(request))
  }

  openRequestsOf({ memberId }: Caller): AccessRequestRow[] {
    return openRequestsOf(this.#db, memberId)
  }

  /** Puts a request where administrators see it. */
  ask(
    { memberId, tokenId }: Caller,
    wanted: Pick<AccessRequestRow, 'subject' | 'size'> & Pick<NewRequest, 'kind' | 'reason'>,
    now: number,
  ): MyAccess['requests'][number] {
    const request = {
      ...{ id: newId('req'), memberId, tokenId, kind: wanted.kind, subject: wanted.subject },
      ...{ size: wanted.size, reason: wanted.reason, createdAt: now },
    }
    insertRequest(this.#db, request)
    this.#onRequest()
    return this.#shown({ ...request, state: 'open', answer: '', until: null })
  }

  #shown({
    id,
    kind,
    subject,
    state,
    answer,
    until,
  }: Pick<AccessRequestRow, 'id' | 'kind' | 'subject' | 'state' | 'answer' | 'until'>) {
    const limit = kind === 'quota' ? findLimit(this.#db, subject)?.limit : undefined
    const words = limit ? `${limitWords(limit)}, ${scopeWords(limit.scope)}` : subject
    return {
      ...{ id, kind, subject: words, state, answer },
      until: until === null ? null : new Date(until).toISOString(),
    }
  }
}
