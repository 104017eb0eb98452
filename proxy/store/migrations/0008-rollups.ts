const BY = '"at", member, team, token, "key", provider, model, endpoint, outcome, status, family'

const table = (name: string) => `
CREATE TABLE ${name} (
  "at" INTEGER NOT NULL,
  member INTEGER NOT NULL,
  team INTEGER NOT NULL,
  token INTEGER NOT NULL,
  "key" INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  model INTEGER NOT NULL,
  endpoint INTEGER NOT NULL,
  outcome INTEGER NOT NULL,
  status INTEGER NOT NULL,
  family INTEGER NOT NULL,
  calls INTEGER NOT NULL,
  failed INTEGER NOT NULL,
  refused INTEGER NOT NULL,
  unpriced INTEGER NOT NULL,
  costNanoUsd INTEGER NOT NULL,
  input INTEGER NOT NULL,
  cachedRead INTEGER NOT NULL,
  cacheWrite5m INTEGER NOT NULL,
  cacheWrite1h INTEGER NOT NULL,
  output INTEGER NOT NULL,
  reasoning INTEGER NOT NULL,
  audioInput INTEGER NOT NULL,
  audioOutput INTEGER NOT NULL,
  imageInput INTEGER NOT NULL,
  imageOutput INTEGER NOT NULL,
  images INTEGER NOT NULL,
  audioMs INTEGER NOT NULL,
  characters INTEGER NOT NULL,
  searches INTEGER NOT NULL,
  mostCostNanoUsd INTEGER NOT NULL,    -- no call cost more; after pricing anew it may be less
  mostTotalMs INTEGER NOT NULL,
  mostFirstByteMs INTEGER NOT NULL,
  totalMs BLOB,                        -- see histogram.ts
  firstByteMs BLOB,
  PRIMARY KEY (${BY})
) STRICT, WITHOUT ROWID;
`

/** Sums of calls by hour and by day, from which reports are read. */
export const rollups = `
${table('usageHourly')}
${table('usageDaily')}
-- Calls that began before the mark and were not over, or not written, when it passed them.
CREATE TABLE rollupPending (
  callId INTEGER PRIMARY KEY
) STRICT;
CREATE TABLE rollupState (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  upTo INTEGER NOT NULL,               -- calls up to this id are rolled up, but those that are pending
  zone TEXT NOT NULL,                  -- where hours and days were cut
  clearing INTEGER NOT NULL,           -- 1: rollups of calls that are still there are thrown away, to begin anew
  daysFrom INTEGER NOT NULL,           -- hours before this one are in their days
  rowsFrom INTEGER NOT NULL,           -- calls before this id were deleted: the start of an hour
  hoursFrom INTEGER NOT NULL,          -- hours before were deleted: the start of a day
  detailsFrom INTEGER NOT NULL,        -- details of calls before this id were deleted
  buckets INTEGER NOT NULL             -- which buckets of usage were ever used, a bit for each
) STRICT;
INSERT INTO rollupState VALUES (1, 0, 'UTC', 0, 0, 0, 0, 0, 0);
`
