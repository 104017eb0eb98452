import { randomBytes } from 'node:crypto'
import { newId } from '../../proxy/base/ids.ts'
import { type Limit, newLimit } from '../../proxy/contract/limits.ts'
import type { Db } from '../../proxy/store/db.ts'
import { insertMember } from '../../proxy/store/members.ts'
import { insertTeam } from '../../proxy/store/teams.ts'
import { insertToken } from '../../proxy/store/tokens.ts'
import type { Trade } from './trades.ts'

/** Somebody who calls, with the ids they have in the data folder. */
export interface Person {
  name: string
  memberId: string
  tokenId: string
  teamId: string | null
  trade: Trade
  /** How much more or less than others they call. */
  zeal: number
  /** Their place in the office network. */
  address: string
  /** The hour at which their day begins. */
  begins: number
}

export interface Company {
  people: Person[]
  keyIds: Record<'openai' | 'anthropic' | 'gemini', string>
}

const TEAMS = ['App', 'Platform', 'Data', 'Research', 'Support', 'Marketing'] as const
const TRADES_OF: Record<(typeof TEAMS)[number], Trade> = {
  App: 'developer',
  Platform: 'developer',
  Data: 'analyst',
  Research: 'analyst',
  Support: 'support',
  Marketing: 'writer',
}
const FIRST =
  'Ana Bruno Chiara Dmitri Emi Farid Greta Hana Ivo Jonas Kaja Liam Maya Noor Olga Pau Quinn Rosa Sven Tara'.split(
    ' ',
  )
const LAST = 'Ortiz Keller'.split(' ')

/** Forty people in six teams, with a token each, as rows of a database that no vault belongs to. */
export function foundCompany(db: Db, foundedAt: number): Company {
  const teamIds = TEAMS.map((name) => {
    const id = newId('tea')
    insertTeam(db, { id, name, note: '', createdAt: foundedAt })
    return id
  })
  const people = Array.from({ length: FIRST.length * LAST.length }, (_, index) => {
    const place = index % TEAMS.length
    const name = `${FIRST[index % FIRST.length]} ${LAST[Math.floor(index / FIRST.length)]}`
    const memberId = newId('mem')
    const teamId = teamIds[place] ?? null
    insertMember(db, { id: memberId, name, email: '', note: '', teamId, createdAt: foundedAt })
    const tokenId = newId('tok')
    insertToken(db, {
      ...{ id: tokenId, memberId, label: 'laptop', hint: '', mac: randomBytes(32) },
      ...{ createdAt: foundedAt, expiresAt: null, decoy: 0, unlogged: 0 },
    })
    return personAt(index, { name, memberId, tokenId, teamId }, TRADES_OF[TEAMS[place] ?? 'App'])
  })
  return { people, keyIds: { openai: newId('key'), anthropic: newId('key'), gemini: newId('key') } }
}

/** What each of them may spend in a month; the busiest come near to it. */
export const EACH_A_MONTH: Limit = {
  ...newLimit.parse({
    ...{ level: 'workspace', each: true, metric: 'money' },
    ...{ window: { kind: 'fixed', every: 'month' }, size: 25_000_000_000 },
  }),
  ...{ id: 'lim_each', createdAt: 0 },
}

/** A person of the company by their place in it; the last but one works at night. */
export function personAt(
  index: number,
  ids: Pick<Person, 'name' | 'memberId' | 'tokenId' | 'teamId'>,
  trade: Trade,
): Person {
  return {
    ...ids,
    trade: index % 20 === 19 ? 'nightJob' : trade,
    zeal: 0.4 + ((index * 7) % 11) / 6,
    address: `192.168.1.${20 + index}`,
    begins: 7 + (index % 4),
  }
}
