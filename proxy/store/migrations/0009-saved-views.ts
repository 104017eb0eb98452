/** Filters that administrators keep under a name, each for themselves. */
export const savedViews = `
CREATE TABLE savedViews (
  id TEXT PRIMARY KEY,
  administratorId TEXT NOT NULL,
  page TEXT NOT NULL,
  name TEXT NOT NULL,
  params TEXT NOT NULL,                -- as in the page's address
  starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
  createdAt INTEGER NOT NULL,
  UNIQUE (administratorId, page, name)
) STRICT;
`
