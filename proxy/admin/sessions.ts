import { hash, randomBytes } from 'node:crypto'

/** Hours after its last use at which a session of the command line ends. */
const IDLE_MS = 12 * 3_600_000

/** `frame`: the desktop frame's, lives as long as the service · `command`: the command line's. */
export interface Session {
  kind: 'frame' | 'command'
  /** Who holds it: they proved their passphrase. Undefined while it is locked. */
  administratorId: string | undefined
  usedAt: number
}

/**
 * Who may administer. Sessions live in memory only, found by the SHA-256 of their token, so that neither a
 * dump of the map nor the time a lookup takes gives one away.
 */
export class Sessions {
  readonly #sessions = new Map<string, Session>()
  readonly #now: () => number

  constructor(now: () => number) {
    this.#now = now
  }

  /** Takes the secret that the desktop frame and the service share; its session begins locked. */
  adoptFrame(secret: string): void {
    this.#sessions.set(digest(secret), {
      ...{ kind: 'frame', administratorId: undefined, usedAt: this.#now() },
    })
  }

  /** Opens a session for somebody who proved their passphrase; answers its token. */
  open(administratorId: string): string {
    this.#dropIdle()
    const token = randomBytes(32).toString('base64url')
    this.#sessions.set(digest(token), { kind: 'command', administratorId, usedAt: this.#now() })
    return token
  }

  /** The session behind a token; looking it up counts as use. */
  find(token: string): Session | undefined {
    const session = this.#sessions.get(digest(token))
    if (!session) return undefined
    if (this.#isOver(session)) {
      this.#sessions.delete(digest(token))
      return undefined
    }
    session.usedAt = this.#now()
    return session
  }

  /** Ends a session of the command line; the frame's waits for the passphrase again. */
  lock(token: string): void {
    const session = this.#sessions.get(digest(token))
    if (session) this.#end(digest(token), session)
  }

  /** The vault was locked: nobody is trusted any more. Held sessions are changed as well, so that streams end. */
  lockAll(): void {
    for (const [name, session] of this.#sessions) this.#end(name, session)
  }

  /** Ends every session of one administrator. */
  lockOut(administratorId: string): void {
    for (const [name, session] of this.#sessions) {
      if (session.administratorId === administratorId) this.#end(name, session)
    }
  }

  #end(name: string, session: Session): void {
    session.administratorId = undefined
    if (session.kind === 'command') this.#sessions.delete(name)
  }

  #dropIdle(): void {
    for (const [name, session] of this.#sessions) {
      if (this.#isOver(session)) this.#sessions.delete(name)
    }
  }

  #isOver({ kind, usedAt }: Session): boolean {
    return kind === 'command' && this.#now() - usedAt > IDLE_MS
  }
}

const digest = (token: string) => hash('sha256', token, 'base64')
