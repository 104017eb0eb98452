const NAMES = new Set(['usage', 'usageMetadata', 'prompt_eval_count', 'eval_count', 'billed_units'])

/** The same answer (or event of one) by a vendor that does not count. */
export function withoutUsage(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const [, prefix = '', body = ''] = /^(data: )?(\{.*\})$/.exec(line) ?? []
      return body === '' ? line : prefix + JSON.stringify(JSON.parse(body, drop))
    })
    .join('\n')
}

function drop(name: string, value: unknown): unknown {
  return NAMES.has(name) ? undefined : value
}
