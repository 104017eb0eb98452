/** Alarms with what they rest on, did and taught; tokens that are paused, and decoys. */
export const alarms = `
CREATE TABLE alarms (
  id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  severity TEXT NOT NULL,
  state TEXT NOT NULL,
  cause TEXT NOT NULL,                 -- what it is grouped by
  firstAt INTEGER NOT NULL,
  lastAt INTEGER NOT NULL,
  count INTEGER NOT NULL,
  memberId TEXT,
  tokenId TEXT,
  keyId TEXT,
  teamId TEXT,                         -- the member's team when it was raised
  address TEXT,
  evidence TEXT NOT NULL,              -- JSON, see AlarmEvidence
  action TEXT NOT NULL,
  decidedAt INTEGER,
  decidedBy TEXT,
  resolution TEXT,
  note TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX alarmsByTime ON alarms (lastAt, id);
CREATE INDEX alarmsByCause ON alarms (cause, lastAt);
CREATE INDEX alarmsUnsolved ON alarms (state, lastAt) WHERE state <> 'solved';

-- Once per cause and period, also after the alarm was solved.
CREATE TABLE alarmOccurrences (
  cause TEXT NOT NULL,
  period INTEGER NOT NULL,             -- its beginning, epoch milliseconds
  alarmId TEXT NOT NULL REFERENCES alarms (id),
  PRIMARY KEY (cause, period)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarmRules (
  kind TEXT PRIMARY KEY,
  rule TEXT NOT NULL                   -- JSON, see AlarmRule
) STRICT, WITHOUT ROWID;

CREATE TABLE alarmMutes (
  cause TEXT PRIMARY KEY,
  until INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What an administrator called expected: an address, a kind of hour, a kind of model.
CREATE TABLE alarmLessons (
  kind TEXT NOT NULL,
  subjectId TEXT NOT NULL,             -- member or token
  topic TEXT NOT NULL,
  upTo REAL,                           -- values up to here are usual
  learnedAt INTEGER NOT NULL,
  PRIMARY KEY (kind, subjectId, topic)
) STRICT, WITHOUT ROWID;

CREATE TABLE alarmMeasures (
  id TEXT PRIMARY KEY,
  alarmId TEXT NOT NULL REFERENCES alarms (id),
  kind TEXT NOT NULL,
  memberId TEXT,
  tokenId TEXT,
  address TEXT,
  limitId TEXT,
  startedAt INTEGER NOT NULL,
  until INTEGER,                       -- NULL: until somebody takes it back
  endedAt INTEGER
) STRICT;
CREATE INDEX measuresOfAlarm ON alarmMeasures (alarmId);
CREATE INDEX measuresInForce ON alarmMeasures (until) WHERE endedAt IS NULL;

ALTER TABLE tokens ADD COLUMN pausedAt INTEGER;
ALTER TABLE tokens ADD COLUMN pausedFor TEXT;           -- kind of the alarm, or 'administrator'
ALTER TABLE tokens ADD COLUMN brakeOffUntil INTEGER;    -- the brake lets it alone until then
ALTER TABLE tokens ADD COLUMN decoy INTEGER NOT NULL DEFAULT 0 CHECK (decoy IN (0, 1));
`
