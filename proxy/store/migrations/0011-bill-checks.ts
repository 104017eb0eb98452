/** What was compared with exports of providers, and which of our keys their names mean. */
export const billChecks = `
CREATE TABLE billChecks (
  id TEXT PRIMARY KEY,
  createdAt INTEGER NOT NULL,
  createdBy TEXT NOT NULL,             -- a name, as it was then
  line TEXT NOT NULL,                  -- JSON: what a list shows
  result TEXT NOT NULL                 -- JSON: all of it
) STRICT;

CREATE TABLE billKeyNames (
  provider TEXT NOT NULL,
  name TEXT NOT NULL,                  -- as the provider names a key, project or workspace
  keyId TEXT,                          -- null: none of ours
  PRIMARY KEY (provider, name)
) STRICT, WITHOUT ROWID;
`
