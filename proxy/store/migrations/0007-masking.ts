/** What is masked in calls, for the workspace and its teams. */
export const masking = `
CREATE TABLE maskingRules (
  teamId TEXT NOT NULL PRIMARY KEY,    -- empty for the workspace
  rules TEXT NOT NULL                  -- JSON: a mode for each kind
) STRICT, WITHOUT ROWID;
CREATE TABLE maskingDictionaries (
  id TEXT NOT NULL PRIMARY KEY,
  teamId TEXT,                         -- null for every team
  name TEXT NOT NULL,
  label TEXT NOT NULL,
  mode TEXT NOT NULL,
  answers INTEGER NOT NULL,
  wholeWord INTEGER NOT NULL,
  matchCase INTEGER NOT NULL,
  terms TEXT NOT NULL                  -- JSON array
) STRICT, WITHOUT ROWID;
`
