import type { Settings } from '../contract/settings.ts'
import type { AddressList } from '../policy/addresses.ts'
import type { FailureThrottle } from '../policy/throttle.ts'
import type { ClosedCall, Ledger } from '../store/ledger.ts'
import type { Vault } from '../vault/vault.ts'
import type { AccessDirectory } from './accessDirectory.ts'
import type { BodyKeeper } from './bodies/bodyKeeper.ts'
import type { Call } from './call.ts'
import type { KeyDirectory } from './keyDirectory.ts'
import type { Limits } from './limits.ts'
import type { LiveCalls } from './liveCalls.ts'
import type { MaskingDirectory } from './maskingDirectory.ts'
import type { MemberDesk } from './memberDesk.ts'
import type { ObjectBook } from './objectBook.ts'
import type { PriceBook } from './priceBook.ts'
import type { Caller, TokenDirectory } from './tokenDirectory.ts'
import type { Upstreams } from './upstream.ts'

/** What a call may need, built once by `service.ts`. */
export interface GatewayServices {
  now(): number
  /** The settings of this moment. */
  settings(): Settings
  /** Folder for uploads while they are checked. */
  uploadsDir: string
  vault: Vault
  tokens: TokenDirectory
  keys: KeyDirectory
  access: AccessDirectory
  masking: MaskingDirectory
  desk: MemberDesk
  prices: PriceBook
  calls: LiveCalls
  ledger: Ledger
  objects: ObjectBook
  bodies: Pick<BodyKeeper, 'keep'>
  limits: Limits
  upstreams: Upstreams
  throttle: FailureThrottle
  nextCallId(): number
  /** Where calls may come from. */
  allowedAddresses(): AddressList
  /** Names and addresses under which this computer may be called (the `Host` header). */
  hostNames(): ReadonlySet<string>
  /** Why no call is served at the moment. */
  closed(): { state: 'paused' | 'stopping' | 'diskFull'; since: number } | undefined
  /** Where teammates point their tools, for words in refusals. */
  origin(): string
  /** The provider accepted or refused a key. */
  noteKey(
    keyId: string,
    health: 'working' | 'refused' | 'limited' | 'failing',
    note: string | null,
  ): void
  /** Somebody showed a decoy. */
  noteDecoy(caller: Caller, address: string): void
  /** Somebody showed a token that does not exist. */
  noteWrongToken(token: string, address: string): void
  /** Notes that a token and key were used, to be written later in one go. */
  lastUse(call: Call): void
  onCallBegan(call: Call): void
  onCallEnded(call: Call, row: ClosedCall): void
  /** Something broke inside Keyrack; told to whoever keeps the diagnostics. */
  onFault(error: unknown): void
}
