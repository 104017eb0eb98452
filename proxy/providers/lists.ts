import { z } from 'zod'

/** Reads a list of models out of a provider's answer, however it calls it. Throws when it is none. */
export function readModelList(body: unknown): string[] {
  const { data, models } = listShape.parse(Array.isArray(body) ? { data: body } : body)
  const entries = data ?? models
  if (!entries) throw new Error('The answer holds no list of models')
  const names = entries.map((entry) => entry.id ?? entry.name ?? entry.model ?? '')
  return [...new Set(names.filter((name) => name !== ''))]
}

const entry = z.object({
  id: z.string().optional(),
  name: z.string().nullish(),
  model: z.string().nullish(),
})
const listShape = z.object({ data: z.array(entry).optional(), models: z.array(entry).optional() })
