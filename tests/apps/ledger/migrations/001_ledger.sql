CREATE TABLE line (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  book TEXT NOT NULL,
  writer TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT;

CREATE INDEX line_of_book ON line (book, id);

CREATE TABLE sitting (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  book TEXT NOT NULL
) STRICT;

CREATE TABLE remark (
  line INTEGER PRIMARY KEY REFERENCES line (id),
  sitting INTEGER NOT NULL REFERENCES sitting (id),
  number INTEGER NOT NULL
) STRICT;

CREATE INDEX remark_of_sitting ON remark (sitting);
