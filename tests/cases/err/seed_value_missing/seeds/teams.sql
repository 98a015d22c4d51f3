INSERT INTO games (score) VALUES (1);
