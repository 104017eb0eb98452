/** The acts become the audit log: a chain of entries, with what may be erased beside it. */
export const audit = `
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  actor TEXT,
  role TEXT,
  source TEXT NOT NULL,
  action TEXT NOT NULL,
  objectType TEXT,
  object TEXT,
  result TEXT NOT NULL,
  "of" INTEGER,                        -- the entry whose outcome this one tells
  origin TEXT NOT NULL,
  detail TEXT NOT NULL,                -- commitment to the detail aside, hex
  mac BLOB NOT NULL                    -- 32 bytes, over this entry and all before it
) STRICT;
CREATE UNIQUE INDEX auditOutcome ON audit ("of") WHERE "of" IS NOT NULL;
CREATE INDEX auditOnObject ON audit (object, seq) WHERE object IS NOT NULL;
CREATE INDEX auditOfItself ON audit (action, seq) WHERE objectType = 'audit';

-- What names people: erasing a row here leaves the chain whole.
CREATE TABLE auditDetails (
  seq INTEGER PRIMARY KEY,
  salt BLOB,
  detail TEXT,                         -- JSON
  erasedBy INTEGER,                    -- the entry that tells of the erasure
  erasedMac BLOB
) STRICT;

CREATE TABLE auditCheckpoints (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  link BLOB NOT NULL,
  mac BLOB NOT NULL,
  publicKey TEXT NOT NULL,
  signature BLOB NOT NULL
) STRICT;

-- Written while the vault is locked: nobody has the key of the chain then.
CREATE TABLE auditPending (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  entry TEXT NOT NULL                  -- JSON, see PendingEntry
) STRICT;

INSERT INTO auditPending (entry)
SELECT json_object(
  'at', at, 'actor', actorId, 'role', role, 'source', source, 'action', action,
  'objectType', CASE WHEN objectId IS NULL THEN NULL ELSE substr(action, 1, instr(action, '.') - 1) END,
  'object', objectId, 'result', CASE refused WHEN 1 THEN 'refused' ELSE 'done' END,
  'of', NULL, 'ofPending', NULL, 'origin', 'before',
  'detail', json_object('actor', actorName, 'asked', json(coalesce(detail, 'null')))
) FROM acts ORDER BY id;
DROP TABLE acts;
`
