import { z } from 'zod'
import { newId } from '../base/ids.ts'
import {
  type DictionaryLine,
  type DictionaryTerms,
  dictionaryChange,
  type MaskingEntry,
  type MaskingList,
  type MaskRules,
  maskingChange,
  maskingTrial,
  newDictionary,
  type TrialResult,
} from '../contract/masking.ts'
import {
  findDictionary,
  listDictionaries,
  listMaskRules,
  removeDictionary,
  type StoredDictionary,
  saveDictionary,
  saveMaskRules,
} from '../store/masking.ts'
import { findTeam, listTeams } from '../store/teams.ts'
import { tryOut } from './maskingTrial.ts'
import { problem } from './problems.ts'
import type { AdminServices } from './services.ts'
import { administrator, router } from './trpc.ts'

const ofId = z.strictObject({ id: z.string() })

export const maskingRouter = router({
  /** What the workspace and each team say, and the dictionaries without their words. */
  list: administrator.query(({ ctx }): MaskingList => {
    const { db } = ctx.services
    const said = listMaskRules(db)
    const workspace = said.find(({ teamId }) => teamId === null)?.rules ?? {}
    const teams = listTeams(db).flatMap(({ id, name }): MaskingEntry[] => {
      const rules = said.find(({ teamId }) => teamId === id)?.rules
      return rules ? [{ teamId: id, teamName: name, rules }] : []
    })
    return {
      entries: [{ teamId: null, teamName: null, rules: workspace }, ...teams],
      dictionaries: listDictionaries(db).flatMap((one) => lineOf(ctx.services, one) ?? []),
    }
  }),

  /** Obeyed by the next call. */
  set: administrator.input(maskingChange).mutation(({ ctx, input }): MaskingEntry => {
    const { db } = ctx.services
    const { teamId } = input
    const teamName = teamNameOf(ctx.services, teamId)
    const before = listMaskRules(db).find((one) => one.teamId === teamId)?.rules
    const rules: MaskRules = { ...before }
    for (const [name, rule] of Object.entries(input.rules)) {
      const kind = name as keyof MaskRules
      if (rule === null) delete rules[kind]
      else if (rule) rules[kind] = rule
    }
    saveMaskRules(db, teamId, rules)
    maskingChanged(ctx.services)
    return { teamId, teamName, rules }
  }),

  dictionary: administrator.input(ofId).query(({ ctx, input }): DictionaryTerms => {
    const { line, dictionary } = dictionaryOrProblem(ctx.services, input.id)
    return { ...line, terms: dictionary.terms }
  }),

  addDictionary: administrator.input(newDictionary).mutation(({ ctx, input }): DictionaryLine => {
    teamNameOf(ctx.services, input.teamId)
    const dictionary = { ...input, id: newId('dic') }
    saveDictionary(ctx.services.db, dictionary)
    maskingChanged(ctx.services)
    return dictionaryOrProblem(ctx.services, dictionary.id).line
  }),

  changeDictionary: administrator
    .input(dictionaryChange)
    .mutation(({ ctx, input }): DictionaryLine => {
      const { dictionary } = dictionaryOrProblem(ctx.services, input.id)
      const said = Object.fromEntries(
        Object.entries(input).filter(([, value]) => value !== undefined),
      )
      saveDictionary(ctx.services.db, { ...dictionary, ...said })
      maskingChanged(ctx.services)
      return dictionaryOrProblem(ctx.services, input.id).line
    }),

  removeDictionary: administrator.input(ofId).mutation(({ ctx, input }) => {
    if (!removeDictionary(ctx.services.db, input.id)) throw noSuchDictionary()
    maskingChanged(ctx.services)
  }),

  /** What would leave of a text under the rules of a team, piece by piece. Nothing of it is kept. */
  test: administrator.input(maskingTrial).mutation(({ ctx, input }): TrialResult => {
    teamNameOf(ctx.services, input.teamId)
    return tryOut(ctx.services.db, input)
  }),
})

function maskingChanged({ gateway, live }: AdminServices): void {
  gateway.maskingChanged()
  live.changed('masking')
}

/** Null for the workspace. */
function teamNameOf({ db }: AdminServices, teamId: string | null): string | null {
  if (teamId === null) return null
  const team = findTeam(db, teamId)
  if (!team) throw problem('NOT_FOUND', 'This team is no longer there. Look at the list again.')
  return team.name
}

/** Undefined for one of a team that was removed. */
function lineOf(
  { db }: AdminServices,
  { terms, ...dictionary }: StoredDictionary,
): DictionaryLine | undefined {
  const team = dictionary.teamId === null ? undefined : findTeam(db, dictionary.teamId)
  if (dictionary.teamId !== null && !team) return undefined
  return { ...dictionary, teamName: team?.name ?? null, termCount: terms.length }
}

function dictionaryOrProblem(
  services: AdminServices,
  id: string,
): { dictionary: StoredDictionary; line: DictionaryLine } {
  const dictionary = findDictionary(services.db, id)
  const line = dictionary && lineOf(services, dictionary)
  if (!dictionary || !line) throw noSuchDictionary()
  return { dictionary, line }
}

const noSuchDictionary = () =>
  problem('NOT_FOUND', 'This dictionary is no longer there. Look at the list again.')
