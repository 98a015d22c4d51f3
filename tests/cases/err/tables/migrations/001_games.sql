CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'live', 'over')),
  starts_at TEXT NOT NULL,
  ended_at INTEGER DEFAULT CURRENT_TIMESTAMP,
  price NUMERIC,
  side TEXT,
  team INTEGER,
  note TEXT
);
