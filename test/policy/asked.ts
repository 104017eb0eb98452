import type { Asked, AskedTool } from '../../proxy/contract/asked.ts'

/** What a plain call asks for. */
export const plain: Asked = {
  outputTokens: 100,
  takesOutputCap: true,
  choices: 1,
  answers: 1,
  input: { text: 1000, image: 0, audio: 0 },
  estimatedInput: 400,
  inputIsOpen: false,
  cacheWrites: 'none',
  thinkingTokens: undefined,
  makesAudio: false,
  makesImages: false,
  images: undefined,
  characters: 0,
  audioMs: 0,
  searches: 0,
  tools: [],
  otherModels: [],
  priceFactor: 1,
  stores: 'no',
}
export const asked = (more: Partial<Asked>): Asked => ({ ...plain, ...more })

export const tool = (more: Partial<AskedTool>): AskedTool => ({
  tool: 'webSearch',
  uses: 1,
  usesAreNamed: true,
  nanoUsdPerUse: 0,
  nanoUsdOnce: 0,
  tokensPerUse: 0,
  ...more,
})
