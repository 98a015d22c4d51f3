CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  status TEXT NOT NULL CHECK (status IN ('scheduled', 'live', 'in_review')),
  starts_at INTEGER NOT NULL,
  ends_at INTEGER,
  extra TEXT NOT NULL,
  maybe TEXT
) STRICT;
CREATE TABLE "order" ("type" TEXT NOT NULL, "when" INTEGER NOT NULL) STRICT;
