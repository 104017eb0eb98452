import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { PATH } from './bodies.ts'
import { MessageCutter } from './http1.ts'

/** Where calls go and as whom: every token in turn. */
export interface Target {
  port: number
  tokens: string[]
}

export interface Answer {
  status: number
  head: string
}

export interface ClientSink {
  body?(chunk: Buffer): void
  answer(answer: Answer): void
  /** The connection is gone; `isBetween` when no answer was under way. */
  closed?(): void
}

/** One keep-alive connection that has one call at a time. */
export class Client {
  readonly socket: Socket

  constructor(port: number, sink: ClientSink) {
    this.socket = connect({ port, host: '127.0.0.1', noDelay: true })
    let answer: Answer = { status: 0, head: '' }
    const cutter = new MessageCutter({
      head(text) {
        answer = { status: Number(text.slice(9, 12)), head: text }
      },
      body: (chunk) => sink.body?.(chunk),
      end: () => sink.answer(answer),
    })
    this.socket.on('data', (chunk) => cutter.push(chunk))
    this.socket.on('error', () => this.socket.destroy())
    this.socket.on('close', () => sink.closed?.())
  }

  async connected(): Promise<void> {
    await once(this.socket, 'connect')
  }

  send(request: Buffer): void {
    this.socket.write(request)
  }
}

/** A whole request as bytes, made once: only the token differs from call to call. */
export function requestBytes({ port }: Target, token: string, body: Buffer): Buffer {
  const head = [
    `POST ${PATH} HTTP/1.1`,
    `host: 127.0.0.1:${port}`,
    'user-agent: keyrack-bench/1',
    'accept: application/json',
    'content-type: application/json',
    `authorization: Bearer ${token}`,
    `content-length: ${body.length}`,
  ]
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`), body])
}
