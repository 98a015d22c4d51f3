INSERT INTO teams (name) VALUES ('Reds');
CREATE INDEX games_of_team ON games (home);
