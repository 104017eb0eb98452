import { Splitter } from './splitter.ts'

const LF = 0x0a

/** Cuts newline-delimited JSON into lines, each with its line end. */
export class LineSplitter extends Splitter {
  protected endsIn(chunk: Buffer): number[] {
    const ends: number[] = []
    for (let at = chunk.indexOf(LF); at !== -1; at = chunk.indexOf(LF, at + 1)) ends.push(at + 1)
    return ends
  }
}
