import { type CallRecord, usageOf } from '../../proxy/contract/calls.ts'

/** An answered call, changed where `part` says so. */
export function sampleCall(part: Partial<CallRecord> = {}): CallRecord {
  return {
    id: 'call_0001',
    startedAt: 1,
    endedAt: 2,
    memberId: 'mem_ana',
    memberName: 'Ana Ruiz',
    teamId: null,
    teamName: null,
    tokenId: 'tok_1',
    tokenLabel: 'laptop',
    keyId: 'key_main',
    keyLabel: 'Main',
    provider: 'openai',
    dialect: 'openai',
    endpoint: '/v1/chat/completions',
    model: 'gpt-5-mini',
    streamed: false,
    status: 200,
    upstreamStatus: 200,
    outcome: 'ok',
    reason: null,
    usage: usageOf({ input: 10, output: 5 }),
    usageState: 'reported',
    costNanoUsd: 400_000,
    priceState: 'priced',
    priceId: 'price_1',
    firstByteMs: 100,
    totalMs: 400,
    address: '192.168.1.9',
    client: 'openai-node',
    unlogged: false,
    ...part,
  }
}
