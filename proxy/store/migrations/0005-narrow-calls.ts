/** Columns that hold the code of a text, and the column of the table before that they come from. */
const NAMED = {
  member: 'memberId',
  team: 'teamId',
  token: 'tokenId',
  key: 'keyId',
  provider: 'provider',
  dialect: 'dialect',
  endpoint: 'endpoint',
  model: 'model',
  outcome: 'outcome',
  reason: 'reason',
  usageState: 'usageState',
  priceState: 'priceState',
  price: 'priceId',
  address: 'address',
  client: 'client',
}

/** Columns that stay what they were. */
const FIGURES = [
  ...['streamed', 'status', 'upstreamStatus', 'sent', 'input', 'cachedRead', 'cacheWrite5m'],
  ...['cacheWrite1h', 'output', 'reasoning', 'audioInput', 'audioOutput', 'imageInput'],
  ...['imageOutput', 'images', 'audioMs', 'characters', 'searches', 'costNanoUsd'],
  ...['firstByteMs', 'totalMs', 'requestBytes', 'answerBytes', 'reserved'],
]

const columns = Object.keys(NAMED).map((column) => `"${column}"`)
const codeFrom = (text: string) => `ifnull((SELECT code FROM names WHERE text = ${text}), 0)`
const textOf = (column: string) => `(SELECT text FROM names WHERE code = "${column}")`

/** Rows of calls a quarter as wide: texts become codes of a dictionary, and details lie apart. */
export const narrowCalls = `
CREATE TABLE names (
  code INTEGER PRIMARY KEY,            -- 0 is never given: it stands for no text
  text TEXT NOT NULL UNIQUE
) STRICT;
-- Known by number: see CODES.
INSERT INTO names (code, text) VALUES
  (1, 'ok'), (2, 'reported'), (3, 'priced'), (4, 'none'), (5, 'estimated'), (6, 'open'), (7, 'refused'),
  (8, 'failed'), (9, 'aborted'), (10, 'interrupted'), (11, 'assumed'), (12, 'free'), (13, 'unknown');
INSERT OR IGNORE INTO names (text)
  ${Object.values(NAMED)
    .map((column) => `SELECT DISTINCT "${column}" FROM calls WHERE "${column}" IS NOT NULL`)
    .join(' UNION ')};
INSERT OR IGNORE INTO names (text)
  SELECT DISTINCT clientFamily(client) FROM calls WHERE clientFamily(client) IS NOT NULL;

-- What the ledger keeps of a call. The id grows with time (milliseconds * 1024 + sequence), so it needs no time
-- index; times are told from it. Columns without a unit or a comment are codes of names, 0 for none.
CREATE TABLE callRows (
  id INTEGER PRIMARY KEY,
  startedMs INTEGER NOT NULL DEFAULT 0,  -- from the id's time on: not 0 only when the clock was set back
  endedMs INTEGER,                       -- the same, totalMs taken off; NULL while the call is open
  member INTEGER NOT NULL DEFAULT 0,
  team INTEGER NOT NULL DEFAULT 0,
  token INTEGER NOT NULL DEFAULT 0,
  "key" INTEGER NOT NULL DEFAULT 0,
  provider INTEGER NOT NULL DEFAULT 0,
  dialect INTEGER NOT NULL DEFAULT 0,
  endpoint INTEGER NOT NULL DEFAULT 0,
  model INTEGER NOT NULL DEFAULT 0,
  outcome INTEGER NOT NULL,
  reason INTEGER NOT NULL DEFAULT 0,
  usageState INTEGER NOT NULL DEFAULT 4,
  priceState INTEGER NOT NULL DEFAULT 0,
  price INTEGER NOT NULL DEFAULT 0,
  address INTEGER NOT NULL DEFAULT 0,
  client INTEGER NOT NULL DEFAULT 0,
  family INTEGER NOT NULL DEFAULT 0,     -- the client without its version
  streamed INTEGER NOT NULL DEFAULT 0,
  status INTEGER,
  upstreamStatus INTEGER,
  sent INTEGER NOT NULL DEFAULT 0,
  input INTEGER NOT NULL DEFAULT 0,
  cachedRead INTEGER NOT NULL DEFAULT 0,
  cacheWrite5m INTEGER NOT NULL DEFAULT 0,
  cacheWrite1h INTEGER NOT NULL DEFAULT 0,
  output INTEGER NOT NULL DEFAULT 0,
  reasoning INTEGER NOT NULL DEFAULT 0,
  audioInput INTEGER NOT NULL DEFAULT 0,
  audioOutput INTEGER NOT NULL DEFAULT 0,
  imageInput INTEGER NOT NULL DEFAULT 0,
  imageOutput INTEGER NOT NULL DEFAULT 0,
  images INTEGER NOT NULL DEFAULT 0,
  audioMs INTEGER NOT NULL DEFAULT 0,
  characters INTEGER NOT NULL DEFAULT 0,
  searches INTEGER NOT NULL DEFAULT 0,
  costNanoUsd INTEGER,                   -- NULL: unknown
  firstByteMs INTEGER,
  totalMs INTEGER,
  requestBytes INTEGER,
  answerBytes INTEGER,
  reserved TEXT                          -- what limits held for it, see Held
) STRICT;

-- What few ever look at; may be dropped before its call.
CREATE TABLE callDetails (
  callId INTEGER PRIMARY KEY,
  rawUsage TEXT,                         -- the provider's own words, JSON
  trace TEXT
) STRICT;

INSERT INTO callRows (id, startedMs, endedMs, ${columns}, family, ${FIGURES})
  SELECT id, startedAt - id / 1024, endedAt - id / 1024 - ifnull(totalMs, 0),
    ${Object.values(NAMED).map((column) => codeFrom(`calls."${column}"`))},
    ${codeFrom('clientFamily(calls.client)')}, ${FIGURES}
  FROM calls;
INSERT INTO callDetails (callId, rawUsage)
  SELECT id, rawUsage FROM calls WHERE rawUsage IS NOT NULL;

CREATE TABLE repricedRows (
  callId INTEGER NOT NULL REFERENCES callRows (id) ON DELETE CASCADE,
  repricingId TEXT NOT NULL REFERENCES repricings (id),
  costNanoUsd INTEGER,                   -- before
  priceState TEXT,
  priceId TEXT,
  PRIMARY KEY (callId, repricingId)
) STRICT, WITHOUT ROWID;
INSERT INTO repricedRows SELECT * FROM repricedCalls;
DROP TABLE repricedCalls;
ALTER TABLE repricedRows RENAME TO repricedCalls;
DROP TABLE calls;
-- Holds only what is in flight.
CREATE INDEX openCalls ON callRows (id) WHERE endedMs IS NULL;

-- Calls with their texts and times, for whoever reads few of them; sums are better taken from callRows.
CREATE VIEW calls AS SELECT id, id / 1024 + startedMs AS startedAt,
  id / 1024 + endedMs + ifnull(totalMs, 0) AS endedAt,
  ${Object.entries(NAMED).map(([column, name]) => `${textOf(column)} AS "${name}"`)},
  ${FIGURES},
  (SELECT rawUsage FROM callDetails WHERE callId = id) AS rawUsage
  FROM callRows;
`
