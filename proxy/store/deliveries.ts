import type { DeliveryState, Notice } from '../contract/notify.ts'
import type { Db } from './db.ts'
import type { DeliveryRow } from './schema/alarms.ts'

export type WaitingDelivery = Omit<DeliveryRow, 'id' | 'attempts' | 'notice'> & {
  id: number
  attempts: number
  notice: Notice
}

/** Puts a notice on its way to a channel; false when that channel was told of the occasion before. */
export function insertDelivery(
  db: Db,
  row: { channelId: string; lane: string; notice: Notice; at: number },
): boolean {
  const { channelId, lane, notice, at } = row
  return (
    db.run(
      db.sql
        .insertInto('deliveries')
        .values({
          ...{ channelId, lane, occasion: notice.occasion, notice: JSON.stringify(notice) },
          ...{ state: 'waiting', createdAt: at, dueAt: at },
          ...{ endedAt: null, problem: null, messageId: null },
        })
        .onConflict((conflict) => conflict.columns(['channelId', 'occasion']).doNothing()),
    ) > 0
  )
}

/** Everything that waits and is due, oldest first. */
export function dueDeliveries(db: Db, now: number): WaitingDelivery[] {
  const query = db.sql
    .selectFrom('deliveries')
    .selectAll()
    .where('state', '=', 'waiting')
    .where('dueAt', '<=', now)
    .orderBy('id')
    .limit(1000)
  return db.all(query).map((row) => ({ ...row, notice: JSON.parse(row.notice) as Notice }))
}

/** When each message of a lane was sent since a moment; a digest is one message. */
export function sentSince(db: Db, channelId: string, lane: string, since: number): number {
  const row = db.get(
    db.sql
      .selectFrom('deliveries')
      .select((select) => select.fn.count<number>('messageId').distinct().as('messages'))
      .where('channelId', '=', channelId)
      .where('lane', '=', lane)
      .where('state', '=', 'sent')
      .where('endedAt', '>', since),
  )
  return row?.messages ?? 0
}

/** Why and until when they wait on, or how they ended. */
export function settleDeliveries(
  db: Db,
  ids: readonly number[],
  fields: Partial<
    Pick<DeliveryRow, 'state' | 'dueAt' | 'endedAt' | 'problem' | 'messageId'> & {
      attempts: number
    }
  >,
): void {
  db.run(db.sql.updateTable('deliveries').set(fields).where('id', 'in', ids))
}

/** Newest first. */
export function listDeliveries(
  db: Db,
  { state, limit }: { state?: DeliveryState | undefined; limit: number },
) {
  const query = db.sql
    .selectFrom('deliveries')
    .leftJoin('notifyChannels', 'notifyChannels.id', 'deliveries.channelId')
    .selectAll('deliveries')
    .select(['notifyChannels.label', 'notifyChannels.kind'])
    .orderBy('deliveries.id', 'desc')
    .limit(limit)
  return db.all(state === undefined ? query : query.where('deliveries.state', '=', state))
}

export function waitingByChannel(db: Db): Map<string, number> {
  const query = db.sql
    .selectFrom('deliveries')
    .select(['channelId', (select) => select.fn.countAll<number>().as('waiting')])
    .where('state', '=', 'waiting')
    .groupBy('channelId')
  return new Map(db.all(query).map(({ channelId, waiting }) => [channelId, waiting]))
}

/** Those that ended without getting through are tried from the beginning; answers how many. */
export function reviveDeliveries(db: Db, id: number | undefined, now: number): number {
  const query = db.sql
    .updateTable('deliveries')
    .set({ state: 'waiting', attempts: 0, dueAt: now, endedAt: null })
    .where('state', '=', 'dead')
  return db.run(id === undefined ? query : query.where('id', '=', id))
}

/** Forgets those that did not get through. */
export function dropDead(db: Db, id: number | undefined): number {
  const query = db.sql.deleteFrom('deliveries').where('state', '=', 'dead')
  return db.run(id === undefined ? query : query.where('id', '=', id))
}

export function countDead(db: Db): number {
  const query = db.sql
    .selectFrom('deliveries')
    .select((select) => select.fn.countAll<number>().as('dead'))
    .where('state', '=', 'dead')
  return db.get(query)?.dead ?? 0
}

export function deleteEndedBefore(db: Db, moment: number): void {
  db.run(db.sql.deleteFrom('deliveries').where('endedAt', '<', moment))
}
