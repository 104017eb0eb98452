/** Where the audit log begins once its oldest entries were taken off. */
export const auditBeginning = `
CREATE TABLE auditBeginning (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  seq INTEGER NOT NULL,                -- the last entry that was taken off
  at INTEGER NOT NULL,                 -- when
  actor TEXT,                          -- by whom; null for the nightly deletion
  taken INTEGER NOT NULL,              -- how many entries that deletion has taken off
  entry INTEGER NOT NULL,              -- the entry that tells of it
  link BLOB NOT NULL,                  -- the chain at \`seq\`
  mac BLOB NOT NULL,
  publicKey TEXT NOT NULL,
  signature BLOB NOT NULL              -- over all of the above and the installation
) STRICT;
`
