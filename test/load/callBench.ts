import { measureAborts } from './aborts.ts'
import {
  abortFigures,
  killedFigures,
  memoryFigures,
  roundFigures,
  streamFigures,
} from './figures.ts'
import { install } from './installation.ts'
import { measureKilled } from './killed.ts'
import { limitCostFigures, measureLimitCost } from './limitCost.ts'
import { describeMachine } from './machine.ts'
import { maskingCostFigures, measureMaskingCost, measureScans, scanFigures } from './maskingCost.ts'
import { measureMemory } from './memory.ts'
import { startNginx } from './nginx.ts'
import { startBarePipe, startLoad, startVendor } from './processes.ts'
import { measureRounds, type Way } from './rounds.ts'
import { measureStreams } from './streams.ts'
import { type Figure, printFigures, printTable } from './table.ts'
import { MEMBERS, startAgain, startTeam } from './team.ts'

const CONNECTIONS = 64
const QUICK = {
  rounds: 6,
  roundMs: 500,
  warmUpCalls: 8000,
  warmUpMs: 5000,
  events: 6,
  memoryMs: 12_000,
  killAfterMs: 1500,
}
const WHOLE: typeof QUICK = {
  rounds: 12,
  roundMs: 1000,
  warmUpCalls: 30_000,
  warmUpMs: 20_000,
  events: 20,
  memoryMs: 60_000,
  killAfterMs: 3000,
}

/** The real service beside nginx and the bare way, in one run on one machine. */
export async function benchCalls({ quick }: { quick: boolean }): Promise<void> {
  const plan = quick ? QUICK : WHOLE
  const streamPlan = { streams: 2000, events: plan.events, everyMs: 500 }

  const began = Date.now()
  const installation = await install()
  const vendor = await startVendor()
  const load = startLoad()
  const nginx = await startNginx(vendor.port)
  console.log(describeMachine(nginx?.version))
  console.log(
    `Settings  ${MEMBERS} members with a token each; limits on connections, calls at a time and calls a connection raised for Keyrack and nginx alike`,
  )

  const say = (words: string) => console.log(`${words} …`)
  const figures: Figure[] = []
  const bare = await startBarePipe(vendor.port)
  const team = await startTeam(installation.service, vendor.port)
  try {
    say(
      `\nCalls, ${CONNECTIONS} at a time, ${plan.rounds} alternating rounds of ${plan.roundMs} ms`,
    )
    const unrecorded = await startAgain(installation.unrecordedService, team)
    const noTokens = ['none']
    const ways: Way[] = [
      { name: 'direct', port: vendor.port, pids: [], tokens: noTokens },
      ...(nginx ? [{ name: 'nginx', port: nginx.port, pids: nginx.pids, tokens: noTokens }] : []),
      { name: 'bare pipe', port: bare.port, pids: [bare.pid], tokens: noTokens },
      { name: 'Keyrack', port: team.port, pids: [team.pid], tokens: team.tokens },
      {
        name: 'Keyrack, no ledger',
        port: unrecorded.port,
        pids: [unrecorded.pid],
        tokens: unrecorded.tokens,
      },
    ]
    const rounds = await measureRounds(load, ways, { ...plan, connections: CONNECTIONS }).finally(
      () => unrecorded.stop(),
    )
    const { table, figures: ofRounds } = roundFigures(rounds)
    console.log(printTable(table.head, table.rows))
    figures.push(...ofRounds)

    say(
      `\n${streamPlan.streams} streams at once, begun within 2 s, ${plan.events} events ${streamPlan.everyMs} ms apart; timed the second time, the first tells the memory`,
    )
    await team.restart()
    const direct = await measureStreams(
      load,
      vendor,
      { port: vendor.port, tokens: noTokens },
      streamPlan,
    )
    const ofNginx = nginx
      ? await measureStreams(
          load,
          vendor,
          { port: nginx.port, tokens: noTokens, pid: nginx.pids.at(-1) ?? 0 },
          streamPlan,
        )
      : undefined
    const ofKeyrack = await measureStreams(load, vendor, team, streamPlan)
    const streams = streamFigures(streamPlan.streams, direct, ofNginx, ofKeyrack)
    console.log(printTable(streams.table.head, streams.table.rows))
    figures.push(...streams.figures)

    say('\nClients that hang up')
    figures.push(...abortFigures(await measureAborts(load, vendor, team)))

    say('Limits that touch each call')
    const limitCost = await measureLimitCost(load, team, {
      rounds: Math.ceil(plan.rounds / 2),
      roundMs: plan.roundMs,
      connections: CONNECTIONS,
    })
    figures.push(...limitCostFigures(limitCost))

    say('Masking of all kinds, and of twenty thousand words')
    figures.push(...scanFigures(measureScans()))
    const maskingCost = await measureMaskingCost(load, team, {
      rounds: Math.ceil(plan.rounds / 2),
      roundMs: plan.roundMs,
      connections: CONNECTIONS,
    })
    figures.push(...maskingCostFigures(maskingCost))

    say(`Memory under ${plan.memoryMs / 1000} s of calls`)
    await team.restart()
    const memory = await measureMemory(load, team, {
      durationMs: plan.memoryMs,
      connections: CONNECTIONS,
    })
    figures.push(...memoryFigures(memory, plan.memoryMs))

    say('Killed with -9 under load, and started again')
    const killed = await measureKilled(load, team, {
      afterMs: plan.killAfterMs,
      connections: CONNECTIONS,
    })
    figures.push(...killedFigures(killed))

    console.log(`\n${printFigures(figures)}`)
    console.log(`\nTook ${Math.round((Date.now() - began) / 1000)} s.`)
  } finally {
    await team.stop()
    await nginx?.stop()
    bare.stop()
    load.stop()
    vendor.stop()
    await installation.remove()
  }
}
