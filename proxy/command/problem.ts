/** Something the person at the terminal must read: one line on stderr, and the command ends with 1. */
export class CommandProblem extends Error {
  override readonly name = 'CommandProblem'
}
