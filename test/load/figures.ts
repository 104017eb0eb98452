import type { AbortFigures } from './aborts.ts'
import type { KilledFigures } from './killed.ts'
import type { MemoryFigures } from './memory.ts'
import { median, quantile } from './quantile.ts'
import { type Round, ratios } from './rounds.ts'
import type { StreamsFigures } from './streams.ts'
import type { Figure } from './table.ts'

// What is to be reached, with 200 members and the ledger on.
const CPU_TO_NGINX = 4.5
const CPU_TO_NGINX_STRETCH = 3.5
const CPU_TO_BARE_PIPE = 1.15
const LEDGER = 1.15
const ADDED_DELAY_P99_MS = 20
const BYTES_PER_STREAM = 75_000
const MEMORY_BYTES = 260e6
const GROWTH = 1.05
const ABORT_MS = 100

interface Result {
  table: { head: string[]; rows: string[][] }
  figures: Figure[]
}

export function roundFigures(all: ReadonlyMap<string, Round[]>): Result {
  const rows = [...all].map(([name, rounds]) => {
    const of = (pick: (round: Round) => number, share = 0.5) => quantile(rounds.map(pick), share)
    const cpu = of((round) => round.cpuMicrosPerRequest)
    return [
      name,
      of((round) => round.requestsPerSecond).toFixed(0),
      cpu === 0 ? '' : cpu.toFixed(1),
      cpu === 0 ? '' : of((round) => round.cpuMicrosPerRequest, 0).toFixed(1),
      cpu === 0 ? '' : `${(100 * of((round) => round.waitedShare)).toFixed(0)} %`,
      of((round) => round.p50Ms).toFixed(2),
      of((round) => round.p99Ms).toFixed(2),
    ]
  })
  const keyrack = all.get('Keyrack') ?? []
  const nginx = all.get('nginx')
  const toNginx = nginx ? ratios(keyrack, nginx) : undefined
  const toBarePipe = ratios(keyrack, all.get('bare pipe') ?? [])
  const toUnrecorded = ratios(keyrack, all.get('Keyrack, no ledger') ?? [])
  return {
    table: {
      head: ['way', 'calls/s', 'CPU µs/call', 'least', 'waited', 'p50 ms', 'p99 ms'],
      rows,
    },
    figures: [
      toNginx
        ? {
            what: 'CPU per call, times nginx',
            measured: spread(toNginx),
            target: `≤ ${CPU_TO_NGINX} (stretch ${CPU_TO_NGINX_STRETCH})`,
            isMet: median(toNginx) <= CPU_TO_NGINX,
          }
        : { what: 'CPU per call, times nginx', measured: 'no nginx here' },
      {
        what: 'CPU per call, times a bare pipe in Node',
        measured: spread(toBarePipe),
        target: `≤ ${CPU_TO_BARE_PIPE}`,
        isMet: median(toBarePipe) <= CPU_TO_BARE_PIPE,
      },
      {
        what: 'CPU per call, ledger on against off',
        measured: spread(toUnrecorded),
        target: `≤ ${LEDGER}`,
        isMet: median(toUnrecorded) <= LEDGER,
      },
    ],
  }
}

export function streamFigures(
  streams: number,
  direct: StreamsFigures,
  nginx: StreamsFigures | undefined,
  keyrack: StreamsFigures,
): Result {
  const row = (name: string, figures: StreamsFigures) => [
    name,
    `${figures.whole}`,
    figures.firstEventP50Ms.toFixed(2),
    figures.firstEventP99Ms.toFixed(1),
    figures.delayP50Ms.toFixed(2),
    figures.delayP99Ms.toFixed(1),
    figures.settledP99Ms.toFixed(1),
    figures.bytesPerStream === undefined ? '' : `${(100 * figures.waitedShare).toFixed(0)} %`,
    figures.bytesPerStream === undefined ? '' : kilobytes(figures.bytesPerStream),
  ]
  const addedP50 = keyrack.delayP50Ms - direct.delayP50Ms
  const addedP99 = keyrack.delayP99Ms - direct.delayP99Ms
  const bytes = keyrack.bytesPerStream ?? 0
  return {
    table: {
      head: [
        'way',
        'whole',
        'first p50 ms',
        'first p99 ms',
        'delay p50 ms',
        'delay p99 ms',
        'p99 once all run',
        'waited',
        'a stream',
      ],
      rows: [
        row('direct', direct),
        ...(nginx ? [row('nginx', nginx)] : []),
        row('Keyrack', keyrack),
      ],
    },
    figures: [
      {
        what: 'streams that came whole',
        measured: `${keyrack.whole} of ${streams}`,
        target: `${streams}`,
        isMet: keyrack.whole === streams,
      },
      {
        what: 'delay added to an event, p50 / p99',
        measured: `${addedP50.toFixed(2)} / ${addedP99.toFixed(1)} ms`,
        target: `p99 ≤ ${ADDED_DELAY_P99_MS} ms`,
        isMet: addedP99 <= ADDED_DELAY_P99_MS,
      },
      {
        what: 'memory a stream',
        measured: kilobytes(bytes),
        target: `≤ ${kilobytes(BYTES_PER_STREAM)}`,
        isMet: bytes <= BYTES_PER_STREAM,
      },
    ],
  }
}

export function abortFigures({ tries, delaysMs }: AbortFigures): Figure[] {
  const slowest = Math.max(...delaysMs)
  return [
    {
      what: 'client gone → provider let go, median / slowest',
      measured: `${median(delaysMs).toFixed(1)} / ${slowest.toFixed(1)} ms, ${delaysMs.length} of ${tries}`,
      target: `≤ ${ABORT_MS} ms, all`,
      isMet: delaysMs.length === tries && slowest <= ABORT_MS,
    },
  ]
}

export function memoryFigures(memory: MemoryFigures, durationMs: number): Figure[] {
  return [
    {
      what: `memory after ${durationMs / 1000} s, ${memory.requests} calls`,
      measured: `${megabytes(memory.before)} → ${megabytes(memory.after)}`,
      target: `≤ ${megabytes(MEMORY_BYTES)}`,
      isMet: memory.after <= MEMORY_BYTES,
    },
    {
      what: 'its growth in the last third',
      measured: `× ${memory.growth.toFixed(3)}`,
      target: `≤ × ${GROWTH}`,
      isMet: memory.growth <= GROWTH,
    },
  ]
}

export function killedFigures({ answered, missing, interrupted }: KilledFigures): Figure[] {
  return [
    {
      what: 'answers without their row after kill -9',
      measured: `${missing} of ${answered} (${interrupted} cut and marked so)`,
      target: '0',
      isMet: missing === 0 && answered > 0,
    },
  ]
}

function spread(values: readonly number[]): string {
  return `${median(values).toFixed(2)} (${quantile(values, 0.25).toFixed(2)} – ${quantile(values, 0.75).toFixed(2)})`
}

const kilobytes = (bytes: number) => `${(bytes / 1000).toFixed(0)} kB`
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(0)} MB`
