CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  status TEXT NOT NULL DEFAULT 'scheduled' CHECK (status IN ('scheduled', 'live_now', 'final')),
  starts_at INTEGER NOT NULL DEFAULT (CAST(unixepoch('subsec') * 1000 AS INTEGER)),
  key TEXT NOT NULL,
  price TEXT NOT NULL,
  stats TEXT NOT NULL,
  open INTEGER NOT NULL,
  day DATE,
  logo BLOB
);
CREATE VIEW live AS SELECT id, status FROM games WHERE status = 'live_now';
