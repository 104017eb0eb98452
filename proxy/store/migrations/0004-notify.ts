/** Ways in which alarms reach people, and the messages on their way. */
export const notify = `
CREATE TABLE notifyChannels (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL CHECK (kind IN ('email', 'webhook')),
  label TEXT NOT NULL,
  config TEXT NOT NULL,                -- JSON without secrets
  sealed TEXT,                         -- the password, or JSON of a webhook's URL and secret
  sealVersion INTEGER NOT NULL,
  isOn INTEGER NOT NULL CHECK (isOn IN (0, 1)),
  createdAt INTEGER NOT NULL,
  lastSentAt INTEGER,
  lastProblem TEXT
) STRICT;

-- What is to be told, one row for each channel; a digest takes several rows in one message.
CREATE TABLE deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  channelId TEXT NOT NULL,             -- 'desktop', or of notifyChannels
  occasion TEXT NOT NULL,
  notice TEXT NOT NULL,                -- JSON
  lane TEXT NOT NULL,                  -- what is counted together when messages are many
  state TEXT NOT NULL CHECK (state IN ('waiting', 'sent', 'dead')),
  attempts INTEGER NOT NULL DEFAULT 0,
  createdAt INTEGER NOT NULL,
  dueAt INTEGER NOT NULL,
  endedAt INTEGER,
  problem TEXT,
  messageId INTEGER,                   -- id of the first row of the message it went with
  UNIQUE (channelId, occasion)
) STRICT;
CREATE INDEX deliveriesByState ON deliveries (state, channelId, dueAt);
CREATE INDEX deliveriesByEnd ON deliveries (endedAt);
`
