-- The team comes in the next file: foreign keys hold at the end.
INSERT OR IGNORE INTO games (id, home) VALUES (1, 1);
WITH RECURSIVE scores (score) AS (SELECT 1 UNION ALL SELECT score + 1 FROM scores WHERE score < 9)
INSERT INTO games (home, score) SELECT 1, score FROM scores;
