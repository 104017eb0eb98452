const MOST_KEPT = 5000
const families = new Map<string, string>()

/** Words of a model's name that say nothing about which kind it is. */
const IDLE = new Set(['latest', 'preview', 'exp', 'beta', 'chat', 'instruct', 'it', 'v', 'models'])

/** The kind of model without its version: `gpt-5-mini` is `gpt mini`, `claude-opus-5-20260401` is `claude opus`. */
export function modelFamily(model: string): string {
  let family = families.get(model)
  if (family === undefined) {
    const words = model
      .toLowerCase()
      .replace(/^.*\//, '')
      .split(/[-_.:@\s]+/)
      .map((word) => word.replace(/\d.*$/, ''))
      .filter((word) => word !== '' && !IDLE.has(word))
    family = words.join(' ') || model.toLowerCase()
    if (families.size >= MOST_KEPT) families.clear()
    families.set(model, family)
  }
  return family
}
