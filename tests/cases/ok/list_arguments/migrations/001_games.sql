CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  home TEXT NOT NULL,
  status TEXT NOT NULL DEFAULT 'scheduled',
  starts_at INTEGER,
  weight REAL NOT NULL DEFAULT 1.0,
  open BOOLEAN NOT NULL DEFAULT FALSE,
  photo BLOB,
  price TEXT,
  extra TEXT,
  code TEXT,
  day TEXT
);
