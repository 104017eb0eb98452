/** What calls leave beside their rows: which headers they came with, and their bodies where a team or member has them kept. */
export const callParts = `
-- Thousands of calls come with the same headers, so they share one text.
ALTER TABLE callDetails ADD COLUMN requestHeaders INTEGER NOT NULL DEFAULT 0;  -- codes in names, see StoredHeaders
ALTER TABLE callDetails ADD COLUMN answerHeaders INTEGER NOT NULL DEFAULT 0;

ALTER TABLE teams ADD COLUMN keepBodies TEXT NOT NULL DEFAULT 'off';
ALTER TABLE members ADD COLUMN keepBodies TEXT NOT NULL DEFAULT 'inherit';

-- One key for each UTC day, wrapped by the vault. Deleting a row is forgetting that day's bodies.
CREATE TABLE bodyKeys (
  day TEXT PRIMARY KEY,
  wrapped BLOB NOT NULL
) STRICT;

-- Written after the call's row: a body may be lost in a crash, a row never.
CREATE TABLE callBodies (
  callId INTEGER NOT NULL,
  part INTEGER NOT NULL,                 -- 0: what was sent, 1: what was answered
  day TEXT NOT NULL,
  contentType TEXT NOT NULL,
  bytes INTEGER NOT NULL,                -- all that passed
  keptBytes INTEGER NOT NULL,            -- the beginning of it, which is here
  sealedBytes INTEGER NOT NULL,
  sealed BLOB NOT NULL,                  -- compressed, AES-256-GCM under the day's key
  PRIMARY KEY (callId, part)
) STRICT;
`
