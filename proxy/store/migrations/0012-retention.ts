/** How far deletion of what is too old came, and what must outlive the calls. */
export const retention = `
CREATE TABLE retentionState (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  addressesFrom INTEGER NOT NULL       -- addresses of calls up to this id are blanked
) STRICT;
INSERT INTO retentionState VALUES (1, 0);

-- Texts that a deleted call or a blanked address pointed to, and that maybe nothing points to any more.
CREATE TABLE retentionNames (
  code INTEGER PRIMARY KEY
) STRICT;

-- What deleted calls took, for limits that count without end.
CREATE TABLE usesBefore (
  "at" INTEGER NOT NULL,               -- the last time before them at which any limit was cleared; 0 for none
  member INTEGER NOT NULL,
  team INTEGER NOT NULL,
  token INTEGER NOT NULL,
  provider INTEGER NOT NULL,
  model INTEGER NOT NULL,
  endpoint INTEGER NOT NULL,
  calls INTEGER NOT NULL,
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
  PRIMARY KEY ("at", member, team, token, provider, model, endpoint)
) STRICT, WITHOUT ROWID;
`
