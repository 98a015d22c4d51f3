CREATE TABLE game (
  id INTEGER PRIMARY KEY,
  home TEXT NOT NULL,
  away TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'live', 'final_score')),
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE member (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  password_hash TEXT NOT NULL
) STRICT;
