import { parseArgs } from 'node:util'
import { benchCalls } from './callBench.ts'
import { benchYear } from './yearBench.ts'

// npm run bench [-- --quick]: what a call costs. npm run bench -- --year [--calls 10000000]: what a year of calls does
// to the administration.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    year: { type: 'boolean', default: false },
    calls: { type: 'string', default: '10000000' },
  },
})
await (values.year ? benchYear({ calls: Number(values.calls) }) : benchCalls(values))
