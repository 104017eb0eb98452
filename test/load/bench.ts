import { parseArgs } from 'node:util'
import { benchCalls } from './callBench.ts'
import { benchYear } from './yearBench.ts'

// npm run bench [-- --quick]: what a call costs. npm run bench -- --year [--calls 10000000] [--data FOLDER]: what a year
// of calls does to the administration; a folder keeps the year for the next time.
const { values } = parseArgs({
  options: {
    quick: { type: 'boolean', default: false },
    year: { type: 'boolean', default: false },
    calls: { type: 'string', default: '10000000' },
    data: { type: 'string' },
  },
})
await (values.year
  ? benchYear({ calls: Number(values.calls), data: values.data })
  : benchCalls(values))
