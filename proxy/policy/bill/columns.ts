import type { BillProvider } from '../../contract/bill.ts'

/** What the columns of exports are called, the most exact first; names as `columnName` folds them. */
export const COLUMNS = {
  day: [
    ...['usage_date_utc', 'usage_date', 'date_utc', 'date', 'day', 'start_time_iso', 'start_time'],
    ...['starting_at', 'bucket_start_time', 'timestamp'],
  ],
  model: ['model_version', 'model', 'model_name', 'snapshot_id'],
  key: ['api_key_name', 'api_key', 'key_name', 'key', 'api_key_id'],
  /** Where no key is named. */
  project: ['project_name', 'project', 'project_id', 'workspace_name', 'workspace', 'workspace_id'],
  requests: ['num_model_requests', 'num_requests', 'n_requests', 'request_count', 'requests'],
  uncached: ['usage_input_tokens_no_cache', 'uncached_input_tokens', 'input_uncached_tokens'],
  input: ['input_tokens', 'prompt_tokens', 'n_context_tokens_total'],
  textInput: ['input_text_tokens'],
  audioInput: ['input_audio_tokens'],
  imageInput: ['input_image_tokens'],
  cached: [
    ...['usage_input_tokens_cache_read', 'cache_read_input_tokens', 'input_cached_tokens'],
    ...['cached_input_tokens', 'cached_tokens'],
  ],
  write: [
    ...['usage_input_tokens_cache_write', 'cache_creation_input_tokens', 'cache_write_tokens'],
    'input_cache_write_tokens',
  ],
  write5m: [
    ...['usage_input_tokens_cache_write_5m', 'cache_creation_ephemeral_5m_input_tokens'],
    'cache_write_5m_input_tokens',
  ],
  write1h: [
    ...['usage_input_tokens_cache_write_1h', 'cache_creation_ephemeral_1h_input_tokens'],
    'cache_write_1h_input_tokens',
  ],
  output: [
    ...['usage_output_tokens', 'output_tokens', 'completion_tokens', 'n_generated_tokens_total'],
  ],
  textOutput: ['output_text_tokens'],
  audioOutput: ['output_audio_tokens'],
  imageOutput: ['output_image_tokens'],
  cost: ['cost_usd', 'amount_value', 'amount_usd', 'cost_in_usd', 'cost', 'amount'],
  /** In hundredths of the currency, as Anthropic's API tells it. */
  cents: ['amount_cents'],
  currency: ['amount_currency', 'currency'],
  item: ['line_item', 'description'],
  costType: ['cost_type'],
  batch: ['batch'],
  tier: ['usage_type', 'service_tier'],
} as const satisfies Record<string, readonly string[]>

export type ColumnRole = keyof typeof COLUMNS

/** Where a table holds what; a role that no column has is left out. */
export function rolesOf(columns: readonly string[]): Partial<Record<ColumnRole, string[]>> {
  return Object.fromEntries(
    Object.entries(COLUMNS).flatMap(([role, names]) => {
      const found = names.filter((name) => columns.includes(name))
      return found.length > 0 ? [[role, found]] : []
    }),
  )
}

/** Whose export has such columns; undefined where it cannot be told. */
export function providerOf(columns: readonly string[]): BillProvider | undefined {
  const has = (...names: string[]) => names.some((name) => columns.includes(name))
  if (has('usage_date_utc', 'model_version', 'token_type', 'uncached_input_tokens', 'amount_cents'))
    return 'anthropic'
  return has('num_model_requests', 'line_item', 'amount_value', 'input_cached_tokens')
    ? 'openai'
    : undefined
}
