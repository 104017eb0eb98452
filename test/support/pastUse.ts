import type { SeenCall } from '../../proxy/policy/alarms/detector.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How a member works: at which hours, how much, how unevenly, with what and from where. */
export interface Persona {
  memberId: string
  /** Hours of the day (UTC), and the share of weekend days with any work. */
  from: number
  to: number
  weekends: number
  /** Median calls of an hour with any, and how widely hours differ. */
  calls: number
  spread: number
  /** Share of their hours with any calls. */
  active: number
  models: [model: string, usd: number, inputTokens: number][]
  addresses: string[]
}

/** Two teams of people as there are: most at office hours, some at night, agents in bursts, a machine all day. */
export function personas(count: number, random: () => number): Persona[] {
  return Array.from({ length: count }, (_, i): Persona => {
    const memberId = `mem_${i}`
    const office = `192.168.${1 + (i % 2)}.${10 + i}`
    const addresses = i % 3 === 0 ? [office, `10.8.${i}.4`] : [office]
    const plain: Persona['models'] = [['gpt-5-mini', 0.004, 1500]]
    const mixed: Persona['models'] = [...plain, ['claude-sonnet-5', 0.03, 6000]]
    const agent: Persona['models'] = [
      ['claude-sonnet-5', 0.03, 20_000],
      ['gpt-5', 0.02, 9000],
    ]
    const person = { memberId, addresses, weekends: 0.05 }
    switch (i % 5) {
      case 0:
        return { ...person, from: 8, to: 17, calls: 12, spread: 0.7, active: 0.7, models: mixed }
      case 1:
        return { ...person, from: 9, to: 19, calls: 60, spread: 0.75, active: 0.6, models: agent }
      case 2:
        return { ...person, from: 9, to: 18, calls: 4, spread: 0.6, active: 0.3, models: plain }
      case 3: {
        const late = { ...person, from: 13, to: 23, weekends: 0.5 }
        return { ...late, calls: 25, spread: 0.8, active: 0.6, models: mixed }
      }
      default: {
        const steady = 20 + Math.floor(random() * 20)
        const machine = { ...person, from: 0, to: 24, weekends: 1, addresses: [office] }
        return { ...machine, calls: steady, spread: 0.15, active: 1, models: plain }
      }
    }
  })
}

/** What all of them did on some days that begin at `start`, in the order of time. */
export function pastUse(
  people: readonly Persona[],
  start: number,
  days: number,
  random: () => number,
) {
  const calls: SeenCall[] = []
  for (const person of people)
    for (let day = 0; day < days; day++) calls.push(...dayOf(person, start + day * DAY, random))
  return calls.sort((a, b) => a.at - b.at)
}

function dayOf(person: Persona, day: number, random: () => number): SeenCall[] {
  const weekday = new Date(day).getUTCDay()
  const isWeekend = weekday === 0 || weekday === 6
  if (isWeekend && random() >= person.weekends) return []
  // A holiday or a day of meetings now and then.
  if (!isWeekend && person.active < 1 && random() < 0.08) return []
  const address = person.addresses[Math.floor(random() * person.addresses.length)] ?? '192.168.1.1'
  const calls: SeenCall[] = []
  for (let hour = person.from; hour < person.to; hour++) {
    if (random() >= person.active) continue
    const count = Math.round(person.calls * Math.exp(person.spread * normal(random)))
    for (let i = 0; i < count; i++)
      calls.push(callOf(person, day + hour * HOUR + random() * HOUR, address, random))
  }
  return calls
}

/** One call of a person, with the mistakes that people make. */
export function callOf(
  { memberId, models }: Persona,
  at: number,
  address: string,
  random: () => number,
): SeenCall {
  const [model, usd, tokens] = models[Math.floor(random() * models.length)] ?? ['gpt-5-mini', 0, 0]
  const size = Math.exp(0.8 * normal(random))
  const isMistake = random() < 0.03
  return {
    ...{ id: `call_${Math.floor(random() * 1e9).toString(36)}`, at: Math.floor(at), memberId },
    ...{
      teamId: 'tea_app',
      tokenId: `tok_${memberId}`,
      address,
      model,
      sent: !isMistake,
      isMistake,
    },
    costNanoUsd: isMistake ? 0 : Math.round(usd * size * 1e9),
    inputTokens: isMistake ? 0 : Math.round(tokens * size),
    outputTokens: isMistake ? 0 : Math.round((tokens * size) / 10),
    ...{ images: 0, audioMs: 0, provider: 'openai', endpoint: 'chat.completions' },
    prompt: Math.floor(random() * 1e9),
  }
}

/** A number around 0 with deviation 1 (Box and Muller). */
function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random())
}
