/** Why some paths that clients know are not here, in words that name a way where there is one. */
const REASONS: readonly [path: RegExp, words: string][] = [
  [
    /^\/(?:gemini\/)?(?:upload\/|v1(?:beta)?\/files)/,
    'Google has files uploaded to an address of its own, past Keyrack. Send the data inline in the call (inlineData) instead.',
  ],
  [
    /\/(?:assistants|threads)(?:\/|$)/,
    'OpenAI has ended assistants and threads. Use responses and conversations instead.',
  ],
  [
    /\/(?:admin|organizations?|projects|api_keys|fine_tuning|fine-tuning|fine_tunes)(?:\/|$)/,
    'what belongs to the provider account stays with its administrator, and is not passed on.',
  ],
]

/** Words for a path that is not served on purpose; undefined where it simply does not exist. */
export function whyUnserved(path: string): string | undefined {
  const found = REASONS.find(([pattern]) => pattern.test(path))
  return found && `Keyrack: ${found[1]}`
}
