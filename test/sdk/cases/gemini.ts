import { GoogleGenAI } from '@google/genai'
import { vectorOf } from '../../vendor/parts.ts'
import type { Place } from '../place.ts'
import { ANSWER, CITY, collect, PROMPT, type SdkCase, TOOL_NAME, TOOL_SCHEMA } from '../sdkCase.ts'

export function geminiClient(place: Place, apiVersion?: string) {
  return new GoogleGenAI({
    apiKey: place.credential.gemini,
    ...(apiVersion ? { apiVersion } : {}),
    httpOptions: { baseUrl: place.origin.gemini },
  })
}

const MODEL = 'gemini-2.5-flash'
const asks = (endpoint: string, streamed = false, model = MODEL) => ({
  family: 'gemini' as const,
  endpoint,
  model,
  streamed,
})
const functionDeclarations = [{ name: TOOL_NAME, parametersJsonSchema: TOOL_SCHEMA }]

export const geminiCases: SdkCase[] = [
  {
    name: 'gemini: content',
    ...asks('generateContent'),
    async run(place) {
      const body = { model: MODEL, contents: PROMPT }
      return (await geminiClient(place).models.generateContent(body)).text
    },
    gives: ANSWER,
  },
  {
    name: 'gemini: content by the beta version of the API',
    ...asks('generateContent'),
    async run(place) {
      const body = { model: MODEL, contents: PROMPT }
      return (await geminiClient(place, 'v1beta').models.generateContent(body)).text
    },
    gives: ANSWER,
  },
  {
    name: 'gemini: content streamed',
    ...asks('streamGenerateContent', true),
    async run(place) {
      const body = { model: MODEL, contents: PROMPT }
      const stream = await geminiClient(place).models.generateContentStream(body)
      return collect(stream, (chunk) => chunk.text)
    },
    gives: ANSWER,
  },
  {
    name: 'gemini: content streamed as one JSON array',
    ...asks('streamGenerateContent', true),
    async run(place) {
      const url = `${place.origin.gemini}/v1beta/models/${MODEL}:streamGenerateContent`
      const answer = await fetch(url, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-goog-api-key': place.credential.gemini,
        },
        body: JSON.stringify({ contents: [{ role: 'user', parts: [{ text: PROMPT }] }] }),
      })
      const chunks = (await answer.json()) as {
        candidates: { content: { parts: { text: string }[] } }[]
      }[]
      return chunks.map((chunk) => chunk.candidates[0]?.content.parts[0]?.text).join('')
    },
    gives: ANSWER,
  },
  {
    name: 'gemini: tool call',
    ...asks('generateContent'),
    async run(place) {
      const config = { tools: [{ functionDeclarations }] }
      const body = { model: MODEL, contents: PROMPT, config }
      return (await geminiClient(place).models.generateContent(body)).functionCalls?.[0]?.args
    },
    gives: CITY,
  },
  {
    name: 'gemini: embeddings',
    ...asks('batchEmbedContents', false, 'gemini-embedding-001'),
    async run(place) {
      const body = { model: 'gemini-embedding-001', contents: PROMPT }
      return (await geminiClient(place).models.embedContent(body)).embeddings?.[0]?.values
    },
    // The wire wraps the text in a content of the role user.
    gives: vectorOf(`${PROMPT}user`),
  },
  {
    name: 'gemini: tokens counted beforehand',
    ...asks('countTokens'),
    async run(place) {
      const answer = await geminiClient(place).models.countTokens({
        model: MODEL,
        contents: PROMPT,
      })
      return (answer.totalTokens ?? 0) > 0
    },
    gives: true,
  },
]
