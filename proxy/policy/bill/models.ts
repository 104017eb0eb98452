/** One name for a model however it is written: without the date of a version, a prefix, or a name for people. */
export function foldModel(name: string): string {
  const plain = name
    .trim()
    .toLowerCase()
    .replace(/^(models|openai|anthropic)\//, '')
    .replaceAll(/[\s_]+/g, '-')
    .replace(/([-@]\d{4}-\d\d-\d\d|[-@]20\d{6}|-latest)$/, '')
  if (!plain.startsWith('claude')) return plain
  return plain.replaceAll('.', '-').replace(/^claude-([\d-]+)-(opus|sonnet|haiku)/, 'claude-$2-$1')
}

const MODEL =
  /^(gpt|o\d|chatgpt|text-|codex|computer-use|dall-e|whisper|tts|omni|davinci|babbage|ft:|sora|claude)/i

/** The model that an item of OpenAI's costs is for: `gpt-5-mini-2026-08-07, input`; undefined for another charge. */
export function modelOfItem(item: string): string | undefined {
  const [first = ''] = item.split(',')
  return MODEL.test(first.trim()) ? foldModel(first) : undefined
}
