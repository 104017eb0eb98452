import type { AddressInfo } from 'node:net'
import { createServer, type Socket } from 'node:net'
import { chatAnswer, MODEL } from './bodies.ts'
import { steadyMs } from './clock.ts'
import { MessageCutter } from './http1.ts'

/** What the provider tells the benchmark. */
export type VendorNews =
  | { type: 'listening'; port: number }
  | { type: 'left'; tag: string; atMs: number }

/** How the streams of the next calls go. */
export interface StreamPace {
  events: number
  everyMs: number
}

// A provider that costs next to nothing: bare sockets, answers made beforehand. It runs in a process of its own.
let pace: StreamPace = { events: 20, everyMs: 500 }

const models = JSON.stringify({ object: 'list', data: [{ id: MODEL, object: 'model' }] })
const wholeAnswer = answerOf(chatAnswer)
const modelsAnswer = answerOf(Buffer.from(models))
const streamHead =
  'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream; charset=utf-8\r\n' +
  // nginx would collect a stream otherwise; the benchmark is to be fair to it.
  'x-accel-buffering: no\r\ntransfer-encoding: chunked\r\n\r\n'

const server = createServer({ noDelay: true }, serve)
server.listen(0, '127.0.0.1', 8192, () => {
  tell({ type: 'listening', port: (server.address() as AddressInfo).port })
})
process.on('message', (wanted: StreamPace) => {
  pace = wanted
})
process.on('disconnect', () => process.exit(0))

function serve(socket: Socket): void {
  let body: Buffer[] = []
  let isList = false
  const cutter = new MessageCutter({
    head(text) {
      isList = text.startsWith('GET ')
    },
    body: (chunk) => void body.push(chunk),
    end() {
      const whole = body.length === 1 && body[0] ? body[0] : Buffer.concat(body)
      body = []
      if (isList) socket.write(modelsAnswer)
      else if (whole.includes('"stream":true')) stream(socket, whole)
      else socket.write(wholeAnswer)
    },
  })
  socket.on('data', (chunk) => cutter.push(chunk))
  socket.on('error', () => socket.destroy())
}

/** Sends its events one by one, each saying when it left, and tells when the other side hangs up before the end. */
function stream(socket: Socket, body: Buffer): void {
  const asked = JSON.parse(body.toString()) as {
    user?: string
    stream_options?: { include_usage?: boolean }
  }
  const isAsked = asked.stream_options?.include_usage === true
  const { events, everyMs } = pace
  let sent = 0
  const event = () =>
    dataOf({ ...head(), choices: [choice({ content: `word ${sent} ` }, null)] }, isAsked, null)
  const last = () => {
    const finish = dataOf({ ...head(), choices: [choice({}, 'stop')] }, isAsked, null)
    const usage = {
      prompt_tokens: 12,
      completion_tokens: 3 * events,
      total_tokens: 12 + 3 * events,
    }
    const told = isAsked ? dataOf({ ...head(), choices: [] }, true, usage) : ''
    return `${chunkOf(`${finish}${told}data: [DONE]\n\n`)}0\r\n\r\n`
  }
  const left = () => {
    clearInterval(timer)
    tell({ type: 'left', tag: asked.user ?? '', atMs: steadyMs() })
  }
  const next = () => {
    sent++
    const text = chunkOf(event())
    if (sent < events) {
      socket.write(text)
      return
    }
    clearInterval(timer)
    socket.off('close', left)
    socket.write(text + last())
  }
  socket.on('close', left)
  socket.write(streamHead)
  const timer = setInterval(next, everyMs)
  next()
}

/** `id` carries the moment of sending through whatever lies in between. */
function head() {
  return { id: `sent-${steadyMs().toFixed(3)}-`, object: 'chat.completion.chunk', model: MODEL }
}

function choice(delta: { content?: string }, finishReason: string | null) {
  return { index: 0, delta, finish_reason: finishReason }
}

/** OpenAI names `usage` in every event of a stream that was asked for it, and in no other. */
function dataOf(value: object, withUsage: boolean, usage: object | null): string {
  return `data: ${JSON.stringify(withUsage ? { ...value, usage } : value)}\n\n`
}

function chunkOf(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`
}

function answerOf(body: Buffer): Buffer {
  const text = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nx-request-id: req_1\r\ncontent-length: ${body.length}\r\n\r\n`
  return Buffer.concat([Buffer.from(text), body])
}

function tell(news: VendorNews): void {
  process.send?.(news)
}
