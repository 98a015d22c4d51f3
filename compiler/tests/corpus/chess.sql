-- Chess: players, games and their moves.

-- migration 001_chess
CREATE TABLE players (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  name TEXT NOT NULL,
  elo INTEGER,
  country TEXT
) STRICT;
CREATE TABLE games (
  id INTEGER PRIMARY KEY,
  white_id INTEGER NOT NULL REFERENCES players (id),
  black_id INTEGER REFERENCES players (id),
  result TEXT CHECK (result IN ('1-0', '0-1', '1/2')),
  rated INT NOT NULL DEFAULT 1
) STRICT;
CREATE TABLE moves (
  game_id INTEGER NOT NULL REFERENCES games (id),
  ply INTEGER NOT NULL,
  san TEXT NOT NULL,
  seconds REAL,
  PRIMARY KEY (game_id, ply)
) STRICT, WITHOUT ROWID;
CREATE INDEX games_by_result ON games (result) WHERE result IS NOT NULL;

-- query list()
SELECT g.id, w.name AS white, b.name AS black, g.result FROM games g
JOIN players w ON w.id = g.white_id LEFT JOIN players b ON b.id = g.black_id;
-- reads id: Int, white: String, black: Option<String>, result: Option<String>

-- query finished()
SELECT id, result FROM games WHERE result IS NOT NULL ORDER BY result;
-- reads id: Int, result: String

-- query finished_by_index(result)
-- few: few rows match the argument
SELECT id, result FROM games INDEXED BY games_by_result WHERE result = :result;
-- reads id: Int, result: String
-- takes :result String

-- query won_by(player)
-- few: of one player, and with two of three results
SELECT id, result FROM games WHERE (white_id = :player AND result = '1-0') OR (black_id = :player AND result = '0-1');
-- reads id: Int, result: String
-- takes :player Int

-- query points()
SELECT p.id, p.name,
  SUM(CASE WHEN g.white_id = p.id AND g.result = '1-0' THEN 1.0 WHEN g.black_id = p.id AND g.result = '0-1' THEN 1.0 WHEN g.result = '1/2' THEN 0.5 ELSE 0 END) AS points
FROM players p JOIN games g ON p.id IN (g.white_id, g.black_id) GROUP BY p.id;
-- reads id: Int, name: String, points: Float

-- query points_or_whole()
SELECT id, CASE result WHEN '1-0' THEN 1 WHEN '1/2' THEN 0.5 ELSE 0 END AS white_points FROM games;
-- reads id: Int, white_points: Float

-- query rating_gap()
SELECT g.id, w.elo - b.elo AS gap, MAX(w.elo, b.elo) AS best FROM games g, players w, players b
WHERE w.id = g.white_id AND b.id = g.black_id;
-- reads id: Int, gap: Option<Int>, best: Option<Int>

-- query rating_gap_of_the_rated()
SELECT g.id, w.elo - b.elo AS gap FROM games g, players w, players b
WHERE w.id = g.white_id AND b.id = g.black_id AND w.elo > 0 AND b.elo > 0;
-- reads id: Int, gap: Int

-- query opponents_of(player)
SELECT DISTINCT o.id, o.name FROM players o WHERE o.id IN (
  SELECT black_id FROM games WHERE white_id = :player UNION SELECT white_id FROM games WHERE black_id = :player
);
-- reads id: Int, name: String
-- takes :player Int

-- query never_played()
SELECT id, name FROM players EXCEPT SELECT p.id, p.name FROM players p JOIN games g ON g.white_id = p.id OR g.black_id = p.id;
-- reads id: Int, name: String

-- query both_colours()
SELECT white_id AS player FROM games INTERSECT SELECT black_id FROM games;
-- reads player: Int

-- query either_colour()
SELECT white_id AS player FROM games UNION SELECT black_id FROM games;
-- reads player: Option<Int>

-- query black_but_not_white()
SELECT black_id AS player FROM games EXCEPT SELECT white_id FROM games;
-- reads player: Option<Int>

-- query three_sets()
SELECT elo AS n FROM players UNION SELECT ply FROM moves INTERSECT SELECT id FROM games;
-- reads n: Int

-- query three_other_sets()
SELECT id AS n FROM games UNION ALL SELECT black_id FROM games EXCEPT SELECT 3;
-- reads n: Option<Int>

-- query openings()
-- few: only first moves
SELECT a.san AS first, b.san AS answer, COUNT(*) AS times FROM moves a
LEFT JOIN moves b ON b.game_id = a.game_id AND b.ply = a.ply + 1
WHERE a.ply = 1 GROUP BY a.san, b.san;
-- reads first: String, answer: Option<String>, times: Int

-- query slowest_moves()
SELECT game_id, ply, MAX(seconds) AS seconds FROM moves GROUP BY game_id;
-- reads game_id: Int, ply: Int, seconds: Option<Float>

-- query clock(game)
SELECT ply, seconds, (SELECT SUM(seconds) FROM moves b WHERE b.game_id = a.game_id AND b.ply <= a.ply) AS used
FROM moves a WHERE game_id = :game ORDER BY ply;
-- reads ply: Int, seconds: Option<Float>, used: Option<Float>
-- takes :game Int

-- query unfinished_with_last_move()
SELECT g.id, m.ply, m.san FROM games g LEFT JOIN moves m ON m.game_id = g.id
AND m.ply = (SELECT MAX(ply) FROM moves WHERE game_id = g.id) WHERE g.result IS NULL;
-- reads id: Int, ply: Option<Int>, san: Option<String>

-- query countries()
SELECT country, COUNT(*) AS players, AVG(elo) AS mean, COUNT(elo) AS rated, TOTAL(elo) AS sum FROM players GROUP BY country;
-- reads country: Option<String>, players: Int, mean: Option<Float>, rated: Int, sum: Float

-- query strong_countries(least)
-- few: few rows match the argument
SELECT country, MIN(elo) AS worst FROM players WHERE elo >= :least AND country IN ('NO', 'IN', '') GROUP BY country;
-- reads country: String, worst: Int
-- takes :least Int

-- query every_pairing()
SELECT a.name AS white, b.name AS black, a.elo, b.elo AS other_elo FROM players a CROSS JOIN players b WHERE a.id <> b.id;
-- reads white: String, black: String, elo: Option<Int>, other_elo: Option<Int>

-- query rated_as_bool()
SELECT id, rated <> 0 AS rated, result IS '1/2' AS drawn, result = '1/2' AS perhaps_drawn FROM games;
-- reads id: Int, rated: Bool, drawn: Bool, perhaps_drawn: Option<Bool>

-- query elo_or_floor()
SELECT name, COALESCE(elo, 1000) AS elo, IFNULL(country, '') AS country, NULLIF(elo, 0) AS positive FROM players;
-- reads name: String, elo: Int, country: String, positive: Option<Int>

-- query ladder()
WITH RECURSIVE steps (elo) AS (SELECT 0 UNION ALL SELECT elo + 1 FROM steps WHERE elo < 7)
SELECT s.elo, COUNT(p.id) AS players, MIN(p.name) AS first FROM steps s LEFT JOIN players p ON p.elo = s.elo GROUP BY s.elo;
-- reads elo: Int, players: Int, first: Option<String>

-- query add_move(game, ply, san, seconds: Option<Float>)
INSERT INTO moves (game_id, ply, san, seconds) VALUES (:game, :ply, :san, :seconds) ON CONFLICT DO NOTHING RETURNING ply, seconds;
-- writes ply: Int, seconds: Option<Float>
-- takes :game Int, :ply Int, :san String, :seconds Option<Float>
