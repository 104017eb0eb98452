/** What the sample team does, and how often: the trickle of calls and the day behind it are both made of these. */
export interface Habit {
  /** Which of the members, by place. */
  member: number
  client: 'openai' | 'responses' | 'anthropic' | 'gemini'
  model: string
  streamed: boolean
  /** Words of the answer, at least and at most. */
  words: [number, number]
  /** How often, compared with the others. */
  weight: number
}

export const HABITS: Habit[] = [
  { member: 0, client: 'openai', model: 'gpt-5-mini', streamed: true, words: [20, 120], weight: 6 },
  { member: 0, client: 'responses', model: 'gpt-5.5', streamed: true, words: [40, 160], weight: 2 },
  {
    member: 1,
    client: 'anthropic',
    model: 'claude-sonnet-5-5',
    streamed: true,
    words: [60, 220],
    weight: 5,
  },
  {
    member: 2,
    client: 'gemini',
    model: 'gemini-2.5-flash',
    streamed: true,
    words: [20, 90],
    weight: 5,
  },
  {
    member: 3,
    client: 'anthropic',
    model: 'claude-opus-5-5',
    streamed: false,
    words: [80, 240],
    weight: 2,
  },
  { member: 3, client: 'openai', model: 'gpt-5-mini', streamed: false, words: [5, 40], weight: 4 },
  {
    member: 4,
    client: 'gemini',
    model: 'gemini-2.5-pro',
    streamed: true,
    words: [30, 140],
    weight: 2,
  },
  { member: 5, client: 'openai', model: 'gpt-5-mini', streamed: false, words: [60, 90], weight: 3 },
]

/** One of them, by their weights; `random` gives numbers from 0 to 1. */
export function pickHabit(random: () => number): Habit {
  let left = random() * HABITS.reduce((sum, { weight }) => sum + weight, 0)
  for (const habit of HABITS) {
    left -= habit.weight
    if (left < 0) return habit
  }
  return HABITS[0] as Habit
}

export function between([least, most]: [number, number], random: () => number): number {
  return least + Math.floor(random() * (most - least + 1))
}
