INSERT INTO games (home) VALUES ('Reds');
INSERT IGNORE INTO games (home) VALUES ('Blues');
