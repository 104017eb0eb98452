/** Teams, administrators, limits, access, requests, and who owns what lies at a provider. */
export const limits = `
CREATE TABLE teams (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  note TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  removedAt INTEGER                    -- the row stays, so that old calls keep their team
) STRICT;

ALTER TABLE members ADD COLUMN teamId TEXT REFERENCES teams (id);
ALTER TABLE keys ADD COLUMN teams TEXT;       -- JSON array of ids; NULL: every team

CREATE TABLE administrators (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  role TEXT NOT NULL,
  teamId TEXT REFERENCES teams (id),   -- the team a lead leads
  slotId TEXT NOT NULL UNIQUE,         -- the slot in vault.json that their passphrase or code opens
  invitedUntil INTEGER,                -- NULL once the code was used
  createdAt INTEGER NOT NULL,
  lastSeenAt INTEGER,
  removedAt INTEGER
) STRICT;

-- Who did what; an audit log with a chain of its own will stand on it.
CREATE TABLE acts (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actorId TEXT NOT NULL,
  actorName TEXT NOT NULL,
  role TEXT NOT NULL,
  source TEXT NOT NULL,
  action TEXT NOT NULL,
  objectId TEXT,
  detail TEXT,                         -- JSON without secrets
  refused INTEGER NOT NULL CHECK (refused IN (0, 1))
) STRICT;
CREATE INDEX actsOnObject ON acts (objectId, id);

CREATE TABLE limits (
  id TEXT PRIMARY KEY,
  level TEXT NOT NULL,
  subjectId TEXT,
  each INTEGER NOT NULL CHECK (each IN (0, 1)),
  metric TEXT NOT NULL,
  window TEXT NOT NULL,                -- JSON, see limitWindow
  size INTEGER NOT NULL,               -- in the metric's unit
  scope TEXT NOT NULL,                 -- JSON, see limitScope
  action TEXT NOT NULL,                -- JSON, see limitAction
  warnAtPercent INTEGER,
  note TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  removedAt INTEGER
) STRICT;

CREATE TABLE limitRaises (
  id TEXT PRIMARY KEY,
  limitId TEXT NOT NULL REFERENCES limits (id),
  memberId TEXT REFERENCES members (id),
  size INTEGER NOT NULL,
  until INTEGER NOT NULL,
  note TEXT NOT NULL,
  createdAt INTEGER NOT NULL
) STRICT;
CREATE INDEX raisesOfLimit ON limitRaises (limitId);

CREATE TABLE topUps (
  id TEXT PRIMARY KEY,
  limitId TEXT NOT NULL REFERENCES limits (id),
  amount INTEGER NOT NULL,
  note TEXT NOT NULL,
  createdAt INTEGER NOT NULL
) STRICT;
CREATE INDEX topUpsOfLimit ON topUps (limitId);

CREATE TABLE limitClears (
  limitId TEXT NOT NULL REFERENCES limits (id),
  memberId TEXT REFERENCES members (id),
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX clearsOfLimit ON limitClears (limitId, at);

CREATE TABLE accessRules (
  level TEXT NOT NULL,
  subjectId TEXT NOT NULL,             -- empty for the workspace
  rules TEXT NOT NULL,                 -- JSON, see accessRules
  PRIMARY KEY (level, subjectId)
) STRICT, WITHOUT ROWID;

CREATE TABLE modelGrants (
  id TEXT PRIMARY KEY,
  memberId TEXT NOT NULL REFERENCES members (id),
  model TEXT NOT NULL,
  until INTEGER,                       -- NULL: for good
  createdAt INTEGER NOT NULL,
  endedAt INTEGER
) STRICT;
CREATE INDEX grantsOfMember ON modelGrants (memberId);

CREATE TABLE accessRequests (
  id TEXT PRIMARY KEY,
  memberId TEXT NOT NULL REFERENCES members (id),
  tokenId TEXT NOT NULL REFERENCES tokens (id),
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  size INTEGER,
  reason TEXT NOT NULL,
  createdAt INTEGER NOT NULL,
  state TEXT NOT NULL,
  decidedAt INTEGER,
  decidedById TEXT,
  answer TEXT NOT NULL DEFAULT '',
  until INTEGER
) STRICT;
CREATE INDEX requestsByState ON accessRequests (state, createdAt);

-- Files, batches, stored responses and the like: who made them, and with which key.
CREATE TABLE providerObjects (
  objectId TEXT NOT NULL,
  keyId TEXT NOT NULL REFERENCES keys (id),
  kind TEXT NOT NULL,
  memberId TEXT NOT NULL REFERENCES members (id),
  tokenId TEXT NOT NULL REFERENCES tokens (id),
  createdAt INTEGER NOT NULL,
  detail TEXT,                         -- JSON of what was found in a batch's file
  PRIMARY KEY (objectId, keyId)
) STRICT, WITHOUT ROWID;
CREATE INDEX objectsOfMember ON providerObjects (memberId, kind, createdAt);

ALTER TABLE calls ADD COLUMN teamId TEXT;     -- the member's team when the call was made
-- 1: the call went out to the provider, and counts in limits of requests.
ALTER TABLE calls ADD COLUMN sent INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN reserved TEXT;   -- JSON of the amounts held, while limits touch it
UPDATE calls SET sent = 1 WHERE upstreamStatus IS NOT NULL OR usageState <> 'none';

-- A cost that was computed anew; the figure before is kept.
CREATE TABLE repricings (
  id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  actorId TEXT NOT NULL,
  filter TEXT NOT NULL,                -- JSON of what was asked for
  calls INTEGER NOT NULL,
  note TEXT NOT NULL
) STRICT;
CREATE TABLE repricedCalls (
  callId INTEGER NOT NULL REFERENCES calls (id),
  repricingId TEXT NOT NULL REFERENCES repricings (id),
  costNanoUsd INTEGER,                 -- before
  priceState TEXT,
  priceId TEXT,
  PRIMARY KEY (callId, repricingId)
) STRICT, WITHOUT ROWID;
`
