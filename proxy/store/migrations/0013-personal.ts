/** One person's data: what was erased and what proves it. Holds nothing that tells who it was. */
export const personal = `
CREATE TABLE erasures (
  id TEXT PRIMARY KEY,
  memberId TEXT NOT NULL,              -- as it was; only entries of the audit log still bear it
  pseudonymId TEXT NOT NULL,           -- the member whose row, and whose calls, stand there instead
  at INTEGER NOT NULL,
  finishedAt INTEGER,                  -- NULL while traces on the disk are still being removed
  certificate TEXT NOT NULL            -- JSON, see contract/personal.ts
) STRICT;
`
