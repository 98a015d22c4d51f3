INSERT INTO teams (name) VALUES ('Reds; the first');
INSERT INTO games (home, points)
VALUES (1, 2);
