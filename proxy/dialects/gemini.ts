import type { Refusal, RefusalKind } from '../base/errors.ts'
import { dataEvent } from '../base/sse.ts'
import type { Wire } from '../contract/wires.ts'
import { codeOf, errorAnswer, statusOf, wordsOf } from './answers.ts'
import type { Dialect, Endpoint, ModelEntry, RequestFacts } from './dialect.ts'
import { call, modelEndpoints, text } from './endpoints.ts'
import { geminiObjects } from './geminiObjects.ts'

/** The SDK adds the version itself, so a base URL pasted with one calls it twice. */
const VERSIONS = ['/v1', '/v1beta', '/v1beta/v1', '/v1beta/v1beta', '/v1/v1beta', '/v1/v1']
const COLLECTIONS = ['models', 'tunedModels']

const ACTION_PATHS = VERSIONS.flatMap((version) =>
  COLLECTIONS.map((collection) => `${version}/${collection}/*`),
)

function action(verb: string, wire: Wire, metered = true): Endpoint {
  return call(verb, wire, ACTION_PATHS, { verb, metered })
}

const endpoints: Endpoint[] = [
  action('generateContent', 'gemini.generate'),
  action('streamGenerateContent', 'gemini.stream'),
  action('countTokens', 'gemini.countTokens', false),
  action('embedContent', 'gemini.embed'),
  action('batchEmbedContents', 'gemini.batchEmbed'),
  ...geminiObjects((path) => VERSIONS.map((version) => version + path), ACTION_PATHS),
  ...modelEndpoints(VERSIONS.map((version) => `${version}/models`)),
]

/** gRPC's names for what happened, which Google's clients look at. */
const STATUSES: Record<RefusalKind, string> = {
  authentication: 'UNAUTHENTICATED',
  forbidden: 'PERMISSION_DENIED',
  invalid: 'INVALID_ARGUMENT',
  notFound: 'NOT_FOUND',
  tooLarge: 'INVALID_ARGUMENT',
  rate: 'RESOURCE_EXHAUSTED',
  quota: 'RESOURCE_EXHAUSTED',
  unavailable: 'UNAVAILABLE',
  upstream: 'UNAVAILABLE',
  overloaded: 'UNAVAILABLE',
  timeout: 'DEADLINE_EXCEEDED',
  internal: 'INTERNAL',
}

/** Google has no 502: what cannot be reached is 503 UNAVAILABLE. */
function geminiStatus(refusal: Refusal): number {
  return refusal.kind === 'upstream' ? 503 : statusOf(refusal)
}

function errorBody(refusal: Refusal) {
  const seconds = refusal.retryAfterSeconds
  return {
    error: {
      code: geminiStatus(refusal),
      message: wordsOf(refusal),
      status: STATUSES[refusal.kind],
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: codeOf(refusal).toUpperCase(),
          domain: 'keyrack',
        },
        ...(seconds === undefined
          ? []
          : [
              {
                '@type': 'type.googleapis.com/google.rpc.RetryInfo',
                retryDelay: `${Math.max(0, Math.ceil(seconds))}s`,
              },
            ]),
      ],
    },
  }
}

function describe(model: ModelEntry) {
  return {
    name: model.id.includes('/') ? model.id : `models/${model.id}`,
    displayName: model.id,
    supportedGenerationMethods: model.id.includes('embedding')
      ? ['embedContent', 'batchEmbedContents', 'countTokens']
      : ['generateContent', 'streamGenerateContent', 'countTokens'],
  }
}

/** `models/gemini-2.5-pro:generateContent` and its kin, taken from the end of a wildcard path. */
function modelOf({ path, params }: RequestFacts): string | undefined {
  const rest = params['*'] ?? ''
  const colon = rest.lastIndexOf(':')
  const name = (colon === -1 ? rest : rest.slice(0, colon)).replace(/^models\//, '')
  if (name === '') return undefined
  return path.includes('/tunedModels/') && !name.startsWith('tunedModels/')
    ? `tunedModels/${name}`
    : name
}

/** Google's Gemini API, in version `v1` and `v1beta`. */
export const gemini: Dialect = {
  name: 'gemini',
  mount: '/gemini',
  endpoints,
  understand: (endpoint, facts) => ({
    model:
      endpoint.wire === 'gemini.objects'
        ? text(facts.body.model)?.replace(/^models\//, '')
        : endpoint.kind === 'models'
          ? undefined
          : modelOf(facts),
    streamed: endpoint.wire === 'gemini.stream',
    // The version nearest to the model is the one that the SDK chose.
    version:
      /\/(v1beta|v1)\/(?:models|tunedModels|cachedContents|batches)(?:\/|$)/.exec(
        facts.path,
      )?.[1] ?? 'v1beta',
  }),
  refuse: (refusal, callId) =>
    errorAnswer(refusal, callId, geminiStatus(refusal), errorBody(refusal)),
  refuseMidStream: (refusal, _callId, framing) =>
    framing === 'sse' ? dataEvent(JSON.stringify(errorBody(refusal))) : undefined,
  listModels: (models) => ({ models: models.map(describe) }),
  describeModel: describe,
}
