-- Zwei Mannschaften: schön.
INSERT INTO teams (name) VALUES ('Reds'), ('Blues');
INSERT INTO games (home, score) VALUES (1, 2), (1, -1);
