/** Tools that run at the provider, or that let it reach out; what a client runs itself is none of them. */
export const SERVER_TOOLS = [
  'webSearch',
  'webFetch',
  'maps',
  'codeExecution',
  'fileSearch',
  'computerUse',
  'imageGeneration',
  'remoteMcp',
  /** Another model that answers inside the call, at a price of its own. */
  'advisor',
  /** A kind we do not know: it may cost anything. */
  'other',
] as const
export type ServerTool = (typeof SERVER_TOOLS)[number]

export interface AskedTool {
  tool: ServerTool
  /** The most often it can be used in this call. */
  uses: number
  /** The client (or the API) said so; else `uses` is our guess. */
  usesAreNamed: boolean
  /** The provider's flat price of one use, beside tokens; a price row that names searches goes before it. */
  nanoUsdPerUse: number
  /** Due once in a call, such as for a container. */
  nanoUsdOnce: number
  /** What one use may add to the input. */
  tokensPerUse: number
}

export interface AskedImages {
  count: number
  /** Width times height of each; the most the API would take on its own where the call names no size. */
  pixels: number
  isSized: boolean
  /** The most tokens one of them is counted as, where the model counts in tokens. */
  tokensEach: number
}

/** The most tokens that go in, by what they are: sound and pictures are often priced apart. */
export interface AskedInput {
  text: number
  image: number
  audio: number
}

/**
 * What one call asks for, and so the most it can use: every figure is an upper bound. Where the call leaves
 * one open, the model and the administrator's settings bound it (policy/worstCase.ts).
 */
export interface Asked {
  /** Of one answer, thinking included; undefined where the call leaves it to the model. */
  outputTokens: number | undefined
  /** Whether the call's body has a place for a limit on its output. */
  takesOutputCap: boolean
  /** Answers to each prompt: the larger of what is shown (`n`, `candidateCount`) and written (`best_of`). */
  choices: number
  /** Answers that are written and charged, to all prompts together. */
  answers: number
  input: AskedInput
  /** What probably goes in, for a sentence or a rule of thumb: the bound is more than twice that for prose. */
  estimatedInput: number
  /** More goes in than stands in the call: stored history, files and addresses. What tools bring counts apart. */
  inputIsOpen: boolean
  /** The longest kind of cache that can be written for it, asked for or not. */
  cacheWrites: 'none' | 'short' | 'long'
  /** Thinking that is set aside out of the output; it must stay below any cap. */
  thinkingTokens: number | undefined
  /** The answer may hold more than text. */
  makesAudio: boolean
  makesImages: boolean
  images: AskedImages | undefined
  /** Of speech to be made. */
  characters: number
  /** Of sound to be heard. */
  audioMs: number
  /** Units of reranking. */
  searches: number
  tools: AskedTool[]
  /** Further models that may answer inside the call: fallbacks, advisors, makers of pictures. */
  otherModels: string[]
  /** How dear the asked kind of service can be beside the standard one. */
  priceFactor: number
  /** Whether it keeps or goes on with something at the provider: as the client says, or as the API does unasked. */
  stores: 'no' | 'byDefault' | 'asked'
}

/** What is known of a model beside its prices. */
export interface ModelLimits {
  maxOutputTokens: number | undefined
  contextTokens: number | undefined
}

/** Numbers to be put into a call in place of what it says or leaves open. */
export interface CallChanges {
  outputTokens?: number
  thinkingTokens?: number
  choices?: number
  images?: number
  imageSize?: string
}
