import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { arrayElement, JsonArraySplitter } from '../../proxy/base/jsonArray.ts'
import { LineSplitter } from '../../proxy/base/ndjson.ts'
import type { Splitter } from '../../proxy/base/splitter.ts'
import { dataEvent, EventSplitter, eventData, eventName } from '../../proxy/base/sse.ts'

function split(splitter: Splitter, chunks: Buffer[]): string[] {
  return chunks.flatMap((chunk) => splitter.push(chunk)).map(({ bytes }) => bytes.toString())
}

/** All ways to cut a text once, and cutting it into single bytes. */
function* cuts(text: string): Generator<Buffer[]> {
  const bytes = Buffer.from(text)
  for (let at = 0; at <= bytes.length; at++) yield [bytes.subarray(0, at), bytes.subarray(at)]
  yield [...bytes].map((byte) => Buffer.from([byte]))
}

describe('server-sent events', () => {
  for (const [ending, name] of [
    ['\n', 'LF'],
    ['\r\n', 'CRLF'],
    ['\r', 'CR'],
  ] as const) {
    test(`events with ${name} line ends are whole wherever the bytes are cut`, () => {
      const events = [
        `event: a${ending}data: {"é":1}${ending}${ending}`,
        `: keep-alive${ending}${ending}`,
        `data: 1${ending}data: 2${ending}id: 7${ending}${ending}`,
        `data: [DONE]${ending}${ending}`,
      ]
      for (const chunks of cuts(events.join(''))) {
        const splitter = new EventSplitter()
        const seen = split(splitter, chunks)
        const texts = [...seen, splitter.rest().toString()].join('')
        expect(texts).toBe(events.join(''))
        const data = [...seen, splitter.rest().toString()]
          .map((event) => eventData(Buffer.from(event))?.toString())
          .filter((value) => value !== undefined)
        expect(data).toEqual(['{"é":1}', '1\n2', '[DONE]'])
      }
    })
  }

  test('an LF or CRLF event is handed out with its own last byte, not with the next event', () => {
    for (const ending of ['\n', '\r\n']) {
      const splitter = new EventSplitter()
      expect(split(splitter, [Buffer.from(`data: 1${ending}${ending}`)])).toHaveLength(1)
      expect(splitter.rest()).toHaveLength(0)
    }
  })

  test('a stream that uses bare CR does not wait for a byte that never comes', () => {
    const splitter = new EventSplitter()
    expect(split(splitter, [Buffer.from('data: 1\r\r')])).toEqual(['data: 1\r\r'])
  })

  test('a piece says where it began, also when that was in an earlier chunk', () => {
    const splitter = new EventSplitter()
    splitter.push(Buffer.from('data: 1'))
    const pieces = splitter.push(Buffer.from('\n\ndata: 2\n\nda'))
    expect(pieces.map(({ startsInChunk }) => startsInChunk)).toEqual([-7, 2])
    expect(splitter.rest().toString()).toBe('da')
  })

  test('any bytes come out as they went in', () => {
    const noise = fc.array(fc.constantFrom('\r', '\n', 'data: x', ':', 'é', '{"a":1}'))
    fc.assert(
      fc.property(noise, fc.array(fc.nat(200), { maxLength: 6 }), (parts, at) => {
        const bytes = Buffer.from(parts.join(''))
        const edges = [0, ...at.map((n) => Math.min(n, bytes.length)), bytes.length].sort(
          (a, b) => a - b,
        )
        const chunks = edges.slice(1).map((end, i) => bytes.subarray(edges[i], end))
        const splitter = new EventSplitter()
        const out = chunks.flatMap((chunk) => splitter.push(chunk)).map((piece) => piece.bytes)
        expect(Buffer.concat([...out, splitter.rest()])).toEqual(bytes)
      }),
    )
  })

  test('an endless event stops being collected, and what was held can still be sent on', () => {
    const splitter = new EventSplitter(10)
    splitter.push(Buffer.from('data: 1234'))
    expect(splitter.overflowed).toBe(false)
    expect(splitter.push(Buffer.from('56'))).toEqual([])
    expect(splitter.overflowed).toBe(true)
    expect(splitter.rest().toString()).toBe('data: 123456')
    expect(splitter.push(Buffer.from('\n\ndata: 2\n\n'))).toEqual([])
    expect(splitter.rest().toString()).toBe('data: 123456')
  })

  test('fields are read as the standard says', () => {
    expect(eventName(Buffer.from('event: ping\ndata: {}\n\n'))).toBe('ping')
    expect(eventData(Buffer.from('data:x\ndata\ndatax: no\n\n'))?.toString()).toBe('x')
    expect(eventData(Buffer.from(': comment\n\n'))).toBeUndefined()
    expect(dataEvent('{}', 'error').toString()).toBe('event: error\ndata: {}\n\n')
  })
})

test('lines of newline-delimited JSON are whole wherever the bytes are cut', () => {
  const lines = ['{"a":"é"}\n', '{"b":2}\r\n', '\n', '{"done":true}\n']
  for (const chunks of cuts(lines.join(''))) {
    expect(split(new LineSplitter(), chunks)).toEqual(lines)
  }
})

test('the objects of a JSON array are whole wherever the bytes are cut', () => {
  const text = '[{"a":"]}\\"[{"}\n,\r\n{"b":{"c":[1,{"d":2}]}},\n{"e":"é"}\n]'
  for (const chunks of cuts(text)) {
    const pieces = split(new JsonArraySplitter(), chunks)
    expect(pieces.join('')).toBe(text)
    expect(
      pieces.map((piece) => arrayElement(Buffer.from(piece)).toString()).filter((p) => p !== ''),
    ).toEqual(['{"a":"]}\\"[{"}', '{"b":{"c":[1,{"d":2}]}}', '{"e":"é"}'])
  }
})
