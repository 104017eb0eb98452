const packs = (name: string) => `
CREATE TABLE ${name} (
  "at" INTEGER PRIMARY KEY,
  figures BLOB,                        -- see pack.ts; NULL: something has changed, and it is to be packed anew
  times BLOB
) STRICT;
CREATE INDEX ${name}Stale ON ${name} ("at") WHERE figures IS NULL;
`

/** Rollups of hours and days that are over once more, column by column, as long reports read them. */
export const packedUsage = `
-- Of calls that were rolled up before this change, nobody knows it any more: any number.
ALTER TABLE usageHourly ADD COLUMN mostTokens INTEGER NOT NULL DEFAULT 9007199254740991;
ALTER TABLE usageDaily ADD COLUMN mostTokens INTEGER NOT NULL DEFAULT 9007199254740991;
${packs('packedHours')}
${packs('packedDays')}
-- Hours and days before these are packed, but for those that have become stale.
ALTER TABLE rollupState ADD COLUMN hoursPackedTo INTEGER NOT NULL DEFAULT 0;
ALTER TABLE rollupState ADD COLUMN daysPackedTo INTEGER NOT NULL DEFAULT 0;
`
