CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  score of the game
    INTEGER NOT NULL
) STRICT;
