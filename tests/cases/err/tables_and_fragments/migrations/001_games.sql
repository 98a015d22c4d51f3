CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('open', 'shut')),
  at INTEGER NOT NULL,
  name TEXT NOT NULL,
  extra TEXT
) STRICT;
CREATE VIEW open_games AS SELECT * FROM games WHERE status = 'open';
