/** The first schema. Never edited after release: a change is a new file beside this one. */
export const first = `
CREATE TABLE keys (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  preset TEXT,
  label TEXT NOT NULL,
  hint TEXT NOT NULL,
  sealed TEXT,
  sealVersion INTEGER NOT NULL,
  secretMark TEXT,
  baseUrl TEXT NOT NULL,
  allowLocal INTEGER NOT NULL CHECK (allowLocal IN (0, 1)),
  models TEXT NOT NULL,                -- JSON array of names
  modelsPinned INTEGER NOT NULL CHECK (modelsPinned IN (0, 1)),
  options TEXT NOT NULL,               -- JSON object, see keyOptions
  paused INTEGER NOT NULL CHECK (paused IN (0, 1)),
  health TEXT NOT NULL,
  healthNote TEXT,
  testedAt INTEGER,
  createdAt INTEGER NOT NULL,
  secretChangedAt INTEGER NOT NULL,
  lastUsedAt INTEGER,
  removedAt INTEGER                    -- the row stays without its secret
) STRICT;

CREATE TABLE members (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  email TEXT NOT NULL,
  note TEXT NOT NULL,
  suspendedAt INTEGER,
  createdAt INTEGER NOT NULL,
  removedAt INTEGER
) STRICT;

CREATE TABLE tokens (
  id TEXT PRIMARY KEY,
  memberId TEXT NOT NULL REFERENCES members (id),
  label TEXT NOT NULL,
  hint TEXT NOT NULL,
  mac BLOB NOT NULL UNIQUE,            -- HMAC-SHA256 under the vault's pepper
  createdAt INTEGER NOT NULL,
  expiresAt INTEGER,
  revokedAt INTEGER,
  lastUsedAt INTEGER,
  lastAddress TEXT,
  lastClient TEXT,
  replacedById TEXT REFERENCES tokens (id)
) STRICT;
CREATE INDEX tokensOfMember ON tokens (memberId);

CREATE TABLE prices (
  id TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  effectiveFrom INTEGER NOT NULL,
  source TEXT NOT NULL CHECK (source IN ('list', 'admin')),
  note TEXT NOT NULL,
  free INTEGER NOT NULL CHECK (free IN (0, 1)),
  prices TEXT NOT NULL,                -- JSON, pico-dollars per unit
  tiers TEXT NOT NULL,                 -- JSON array
  removedAt INTEGER
) STRICT;
CREATE INDEX pricesOfModel ON prices (provider, model, effectiveFrom);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL                  -- JSON
) STRICT;

-- The ledger. The id grows with time (milliseconds * 1024 + sequence), so it needs no time index.
CREATE TABLE calls (
  id INTEGER PRIMARY KEY,
  startedAt INTEGER NOT NULL,
  endedAt INTEGER,
  memberId TEXT,
  tokenId TEXT,
  keyId TEXT,
  provider TEXT,
  dialect TEXT NOT NULL,
  endpoint TEXT NOT NULL,
  model TEXT,
  streamed INTEGER NOT NULL,
  status INTEGER,                      -- what the client got; NULL while the call is open
  upstreamStatus INTEGER,
  outcome TEXT NOT NULL,
  reason TEXT,
  input INTEGER NOT NULL DEFAULT 0,
  cachedRead INTEGER NOT NULL DEFAULT 0,
  cacheWrite5m INTEGER NOT NULL DEFAULT 0,
  cacheWrite1h INTEGER NOT NULL DEFAULT 0,
  output INTEGER NOT NULL DEFAULT 0,
  reasoning INTEGER NOT NULL DEFAULT 0,
  audioInput INTEGER NOT NULL DEFAULT 0,
  audioOutput INTEGER NOT NULL DEFAULT 0,
  imageInput INTEGER NOT NULL DEFAULT 0,
  imageOutput INTEGER NOT NULL DEFAULT 0,
  images INTEGER NOT NULL DEFAULT 0,
  audioMs INTEGER NOT NULL DEFAULT 0,
  characters INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0,
  usageState TEXT NOT NULL DEFAULT 'none',
  rawUsage TEXT,                       -- the provider's own words, JSON
  costNanoUsd INTEGER,                 -- NULL: unknown
  priceState TEXT,
  priceId TEXT,
  firstByteMs INTEGER,
  totalMs INTEGER,
  address TEXT,
  client TEXT,
  requestBytes INTEGER,
  answerBytes INTEGER
) STRICT;
-- Finds calls cut by a crash at the next start; holds only what is in flight.
CREATE INDEX openCalls ON calls (id) WHERE outcome = 'open';
`
