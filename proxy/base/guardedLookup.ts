import { lookup as systemLookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** A name that leads to an address where it must not lead. */
export class AddressProblem extends Error {}

/**
 * A look-up for connectors: every address is checked when the connection is made, and that address is the one
 * connected to, so a name that changes its mind after a first look (DNS rebinding) leads nowhere.
 */
export function guardedLookup(
  problemOf: (address: string) => string | undefined,
  lookup: typeof systemLookup = systemLookup,
): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, '', 0)
      for (const { address } of found) {
        const problem = problemOf(address)
        if (problem) return callback(new AddressProblem(problem), '', 0)
      }
      const [first] = found
      if (options.all) return callback(null, found)
      if (!first) return callback(new Error(`${hostname} has no address`), '', 0)
      callback(null, first.address, first.family)
    })
  }
}
