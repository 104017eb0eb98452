import type { KeySummary } from '../contract/keys.ts'
import type { LimitSummary } from '../contract/limits.ts'
import type { MemberSummary, TokenSummary } from '../contract/members.ts'
import type { TeamSummary } from '../contract/teams.ts'
import type { Admin } from './admin.ts'
import { CommandProblem } from './problem.ts'

/** A member by id, name or e-mail. */
export async function memberCalled(admin: Admin, text: string): Promise<MemberSummary> {
  const members = await admin.members.list.query()
  return theOne('member', text, members, ({ id, name, email }) => [id, name, email])
}

/** A team by id or name. */
export async function teamCalled(admin: Admin, text: string): Promise<TeamSummary> {
  return theOne('team', text, await admin.teams.list.query(), ({ id, name }) => [id, name])
}

/** A team by id or name; null for the word that means none. */
export async function teamOrNone(admin: Admin, text: string): Promise<string | null> {
  return text.toLowerCase() === 'none' ? null : (await teamCalled(admin, text)).id
}

/** A token by id, label or its last letters as they are shown. */
export async function tokenCalled(admin: Admin, text: string): Promise<TokenSummary> {
  return theOne('token', text, await admin.tokens.list.query(), ({ id, label, hint }) => [
    ...[id, hint],
    ...(label === '' ? [] : [label]),
  ])
}

/** A limit by id or by its note. */
export async function limitCalled(admin: Admin, text: string): Promise<LimitSummary> {
  return theOne('limit', text, await admin.limits.list.query(), ({ id, note }) => [
    id,
    ...(note === '' ? [] : [note]),
  ])
}

/** A provider key by id or label. */
export async function keyCalled(admin: Admin, text: string): Promise<KeySummary> {
  const keys = await admin.keys.list.query()
  return theOne('key', text, keys, ({ id, label }) => [id, label])
}

/** An id is exact; names may differ in case, but must mean one thing only. */
export function theOne<Thing extends { id: string }>(
  noun: string,
  text: string,
  things: readonly Thing[],
  namesOf: (thing: Thing) => string[],
): Thing {
  const exact = things.find(({ id }) => id === text)
  if (exact) return exact
  const wanted = text.toLowerCase()
  const found = things.filter((thing) =>
    namesOf(thing).some((name) => name.toLowerCase() === wanted),
  )
  const [first] = found
  if (!first) throw new CommandProblem(`There is no ${noun} "${text}". See: keyrack ${noun} list`)
  if (found.length > 1) {
    const ids = found.map(({ id }) => id).join(', ')
    throw new CommandProblem(`"${text}" is the name of several ${noun}s. Give an id: ${ids}`)
  }
  return first
}
