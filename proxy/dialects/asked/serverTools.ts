import type { AskedTool, ServerTool } from '../../contract/asked.ts'
import type { Wire } from '../../contract/wires.ts'
import { isObject, type JsonObject, listIn, objectIn, textIn } from '../readers/values.ts'
import { askedImages } from './images.ts'
import { countOf } from './numbers.ts'

const NANO_PER_CENT = 10_000_000
/** Rounds of tools in one call where nobody says: the providers' own loops end about there. */
const GUESSED_USES = 10
/** A page, a batch of results, an answer of a remote server: an allowance, none of them is bounded by the API. */
const RESULT_TOKENS = 20_000
/** The largest piece into which stored files may be cut. */
const CHUNK_TOKENS = 4096
/** A token of a picture at gpt-image-1's price, the dearest of its family. */
const IMAGE_TOKEN_NANO = 40_000
const IMAGE_QUESTION_TOKENS = 10_000
/** An answer of a large model to a long context; its real price hangs on which one it is. */
const ADVICE_NANO = 100 * NANO_PER_CENT

type Kind = Omit<AskedTool, 'uses' | 'usesAreNamed'>

const kind = (tool: ServerTool, cents = 0, tokensPerUse = RESULT_TOKENS): Kind => ({
  tool,
  nanoUsdPerUse: cents * NANO_PER_CENT,
  nanoUsdOnce: 0,
  tokensPerUse,
})

/** Flat prices as the providers list them, November 2026; none where only tokens are charged. */
const SEARCH = kind('webSearch', 1)
const PREVIEW_SEARCH = kind('webSearch', 2.5)
const GOOGLE_SEARCH = kind('webSearch', 3.5)
const FETCH = kind('webFetch')
const MCP = kind('remoteMcp')
const COMPUTER = kind('computerUse', 0, 0)
const OTHER = kind('other')
const ADVISOR: Kind = { ...kind('advisor', 0, 0), nanoUsdPerUse: ADVICE_NANO }

/** A container by its memory, for a session. */
const CONTAINER_CENTS: Readonly<Record<string, number>> = {
  '1g': 3,
  '4g': 12,
  '16g': 48,
  '64g': 192,
}

/** The tools in a call that run at its provider, each with the most it can be used and cost. */
export function serverTools(wire: Wire, model: string, values: JsonObject): AskedTool[] {
  if (wire.startsWith('anthropic.')) return anthropicTools(values)
  if (wire.startsWith('gemini.')) return geminiTools(values)
  if (wire === 'openai.responses') return responsesTools(values)
  if (wire === 'openai.chat' || wire === 'azure.chat') return chatTools(model, values)
  return []
}

function used(of: Kind, named: unknown): AskedTool {
  const uses = countOf(named)
  return { ...of, uses: uses ?? GUESSED_USES, usesAreNamed: uses !== undefined }
}

/** What the client runs itself. */
const CLIENT_RUN =
  /^(?:function|custom|namespace|tool_search|local_shell|apply_patch|bash_.*|text_editor_.*|memory_.*|tool_search_tool_.*)$/

function anthropicTools(values: JsonObject): AskedTool[] {
  const tools = listIn(values, 'tools').flatMap((tool) => {
    const type = textIn(tool, 'type') ?? 'custom'
    if (CLIENT_RUN.test(type)) return []
    const uses = tool.max_uses
    if (/^web_search/.test(type)) return [used(SEARCH, uses)]
    if (/^web_fetch/.test(type)) {
      const most = countOf(tool.max_content_tokens)
      return [used({ ...FETCH, tokensPerUse: most ?? RESULT_TOKENS }, uses)]
    }
    // By the hour, five minutes at least, after many free hours.
    if (/^code_execution/.test(type))
      return [{ ...used(kind('codeExecution'), uses), nanoUsdOnce: 5 * NANO_PER_CENT }]
    if (/^mcp_/.test(type)) return [used(MCP, uses)]
    if (/^advisor/.test(type)) return [used(ADVISOR, uses)]
    if (/^(?:computer|browser)/.test(type)) return [used(COMPUTER, 1)]
    return [used(OTHER, uses)]
  })
  const servers = listIn(values, 'mcp_servers')
  const hasSet = tools.some(({ tool }) => tool === 'remoteMcp')
  return servers.length > 0 && !hasSet ? [...tools, used(MCP, undefined)] : tools
}

const GEMINI_KINDS: Readonly<Record<string, Kind | 'clientRun'>> = {
  googleSearch: GOOGLE_SEARCH,
  googleSearchRetrieval: GOOGLE_SEARCH,
  enterpriseWebSearch: kind('webSearch', 4.5),
  exaAiSearch: GOOGLE_SEARCH,
  parallelAiSearch: GOOGLE_SEARCH,
  googleMaps: kind('maps', 2.5),
  urlContext: FETCH,
  codeExecution: kind('codeExecution'),
  fileSearch: kind('fileSearch'),
  retrieval: kind('fileSearch'),
  computerUse: COMPUTER,
  mcpServers: MCP,
  functionDeclarations: 'clientRun',
}

/** Gemini's tools are objects with one member each, in either spelling; `tools` may be a single one. */
function geminiTools(values: JsonObject): AskedTool[] {
  const { tools } = values
  const all = (Array.isArray(tools) ? tools : [tools]).filter(isObject)
  return all
    .flatMap((tool) => Object.keys(tool).filter((name) => tool[name] !== null))
    .map((name) => GEMINI_KINDS[name.replace(/_([a-z])/g, (_, letter) => letter.toUpperCase())])
    .filter((of) => of !== 'clientRun')
    .map((of) => used(of ?? OTHER, undefined))
}

function responsesTools(values: JsonObject): AskedTool[] {
  const most = values.max_tool_calls
  return listIn(values, 'tools').flatMap((tool) => {
    const of = openaiKind(tool)
    return of ? [used(of, of.tool === 'computerUse' ? 1 : most)] : []
  })
}

/** By the tool's name, as OpenAI and its relatives choose them. */
function openaiKind(tool: JsonObject): Kind | undefined {
  const type = textIn(tool, 'type') ?? 'function'
  if (CLIENT_RUN.test(type)) return undefined
  if (/^web_search_preview/.test(type)) return PREVIEW_SEARCH
  if (/web_search|browser_search|live_search|x_search/.test(type)) return SEARCH
  if (/file_search|document_library|collections/.test(type)) {
    const results = countOf(tool.max_num_results) ?? 20
    return kind('fileSearch', 0.25, results * CHUNK_TOKENS)
  }
  if (/^code_|^programmatic/.test(type)) return container(objectIn(tool, 'container'))
  if (type === 'shell') {
    const environment = objectIn(tool, 'environment')
    return /^container/.test(textIn(environment, 'type') ?? '') ? container(environment) : undefined
  }
  if (/^computer/.test(type)) return COMPUTER
  if (/^image_generation/.test(type)) {
    const tokens = askedImages(tool).tokensEach + IMAGE_QUESTION_TOKENS
    return { ...kind('imageGeneration', 0, 0), nanoUsdPerUse: tokens * IMAGE_TOKEN_NANO }
  }
  return /^mcp/.test(type) ? MCP : OTHER
}

function container(settings: JsonObject): Kind {
  const cents = CONTAINER_CENTS[textIn(settings, 'memory_limit') ?? '1g'] ?? 192
  return { ...kind('codeExecution'), nanoUsdOnce: cents * NANO_PER_CENT }
}

/** Chat has few tools of its own; its relatives added theirs beside them. */
function chatTools(model: string, values: JsonObject): AskedTool[] {
  const tools = listIn(values, 'tools').flatMap((tool) => {
    const of = openaiKind(tool)
    return of ? [used(of, of.tool === 'computerUse' ? 1 : undefined)] : []
  })
  const searches = /search-preview|search-api|\bsonar|:online$|^groq\/compound|^compound/i.test(
    model,
  )
  if (isObject(values.web_search_options) || searches) tools.push(used(PREVIEW_SEARCH, 1))
  // xAI: each source is charged.
  const live = values.search_parameters
  if (isObject(live) && live.mode !== 'off')
    tools.push(used({ ...PREVIEW_SEARCH, tokensPerUse: 2_000 }, live.max_search_results ?? 20))
  // OpenRouter.
  for (const plugin of listIn(values, 'plugins'))
    tools.push(textIn(plugin, 'id') === 'web' ? used(PREVIEW_SEARCH, 1) : used(OTHER, 1))
  // Azure's own data.
  if (listIn(values, 'data_sources').length > 0) tools.push(used(kind('fileSearch'), 1))
  return tools
}
