INSERT INTO games (home) VALUES (1);
INSERT INTO games (home) VALUES (2);
