import type { Db } from './db.ts'

export interface TokenUse {
  tokenId: string
  at: number
  address: string
  client: string
}

/** Notes when and from where tokens and keys were last used; called every few seconds, not for each call. */
export function noteLastUse(
  db: Db,
  tokens: TokenUse[],
  keys: { keyId: string; at: number }[],
): void {
  db.transaction(() => {
    for (const { tokenId, at, address, client } of tokens) {
      db.run(
        db.sql
          .updateTable('tokens')
          .set({ lastUsedAt: at, lastAddress: address, lastClient: client })
          .where('id', '=', tokenId),
      )
    }
    for (const { keyId, at } of keys) {
      db.run(db.sql.updateTable('keys').set({ lastUsedAt: at }).where('id', '=', keyId))
    }
  })
}
