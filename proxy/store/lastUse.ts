import type { Db } from './db.ts'

export interface TokenUse {
  tokenId: string
  at: number
  /** Null where it is not to be kept. */
  address: string | null
  client: string | null
}

/** Notes when and from where tokens and keys were last used; called every few seconds, not for each call. */
export function noteLastUse(
  db: Db,
  tokens: TokenUse[],
  keys: { keyId: string; at: number }[],
): void {
  // Prepared by hand: hundreds of these at a time, each compiled anew, were felt by the calls beside them.
  const useOfToken = db.raw.prepare(
    'UPDATE tokens SET lastUsedAt = ?, lastAddress = ?, lastClient = ? WHERE id = ?',
  )
  const useOfKey = db.raw.prepare('UPDATE keys SET lastUsedAt = ? WHERE id = ?')
  db.transaction(() => {
    for (const { tokenId, at, address, client } of tokens)
      useOfToken.run(at, address, client, tokenId)
    for (const { keyId, at } of keys) useOfKey.run(at, keyId)
  })
}
