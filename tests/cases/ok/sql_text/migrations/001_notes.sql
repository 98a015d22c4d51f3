CREATE TABLE "odd notes" (
  "the id" INTEGER PRIMARY KEY,
  text TEXT NOT NULL DEFAULT 'it''s "so" \n'
) STRICT;
