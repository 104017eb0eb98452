/** Whose calls are kept without details, and which calls were. */
export const unlogged = `
ALTER TABLE teams ADD COLUMN unlogged INTEGER NOT NULL DEFAULT 0 CHECK (unlogged IN (0, 1));
ALTER TABLE members ADD COLUMN unlogged INTEGER NOT NULL DEFAULT 0 CHECK (unlogged IN (0, 1));
ALTER TABLE tokens ADD COLUMN unlogged INTEGER NOT NULL DEFAULT 0 CHECK (unlogged IN (0, 1));
ALTER TABLE callRows ADD COLUMN unlogged INTEGER NOT NULL DEFAULT 0;
`
