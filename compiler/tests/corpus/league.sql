-- A football league, whose table is computed from the results.

-- migration 001_league
CREATE TABLE clubs (id INTEGER PRIMARY KEY, name TEXT NOT NULL, town TEXT, founded INTEGER);
CREATE TABLE matches (
  round INTEGER NOT NULL, home INTEGER NOT NULL REFERENCES clubs (id), away INTEGER NOT NULL REFERENCES clubs (id),
  home_goals INTEGER, away_goals INTEGER, crowd INTEGER,
  UNIQUE (round, home), CHECK (home_goals >= 0 AND away_goals >= 0)
);
CREATE TABLE fines (club INTEGER NOT NULL REFERENCES clubs (id), points INTEGER NOT NULL, reason TEXT);
CREATE VIEW results AS
  SELECT round, home AS club, home_goals AS scored, away_goals AS conceded FROM matches WHERE home_goals IS NOT NULL AND away_goals IS NOT NULL
  UNION ALL SELECT round, away, away_goals, home_goals FROM matches WHERE home_goals IS NOT NULL AND away_goals IS NOT NULL;

-- query fixtures(round)
SELECT h.name AS home, a.name AS away, m.home_goals, m.away_goals FROM matches m JOIN clubs h ON h.id = m.home JOIN clubs a ON a.id = m.away WHERE m.round = :round;
-- reads home: String, away: String, home_goals: Option<Int>, away_goals: Option<Int>
-- takes :round Int

-- query played()
SELECT round, home_goals, away_goals, home_goals - away_goals AS margin FROM matches WHERE home_goals IS NOT NULL AND away_goals IS NOT NULL;
-- reads round: Int, home_goals: Int, away_goals: Int, margin: Int

-- query at_least_one_half_known()
-- nullable some: one of the two is there, and which is not known
SELECT round, home_goals, away_goals, COALESCE(home_goals, away_goals) AS some FROM matches WHERE NOT (home_goals IS NULL AND away_goals IS NULL);
-- reads round: Int, home_goals: Option<Int>, away_goals: Option<Int>, some: Option<Int>

-- query standings()
SELECT c.id, c.name, COUNT(r.round) AS played,
  COALESCE(SUM(CASE WHEN r.scored > r.conceded THEN 3 WHEN r.scored = r.conceded THEN 1 ELSE 0 END), 0) AS points,
  SUM(r.scored) - SUM(r.conceded) AS difference, SUM(r.scored) AS goals
FROM clubs c LEFT JOIN results r ON r.club = c.id GROUP BY c.id ORDER BY points DESC, difference DESC;
-- reads id: Int, name: String, played: Int, points: Int, difference: Option<Int>, goals: Option<Int>

-- query standings_after_fines()
WITH points AS (SELECT club, SUM(iif(scored > conceded, 3, iif(scored = conceded, 1, 0))) AS points FROM results GROUP BY club),
  fined AS (SELECT club, SUM(points) AS points, MAX(reason) AS reason FROM fines GROUP BY club)
SELECT c.name, p.points - COALESCE(f.points, 0) AS points, f.reason FROM clubs c LEFT JOIN points p ON p.club = c.id LEFT JOIN fined f ON f.club = c.id;
-- reads name: String, points: Option<Int>, reason: Option<String>

-- query crowds()
-- nullable mean: where the greatest is there, the mean is
SELECT c.name, AVG(m.crowd) AS mean, MAX(m.crowd) AS most, COUNT(m.crowd) AS counted FROM clubs c JOIN matches m ON m.home = c.id GROUP BY c.id HAVING MAX(m.crowd) > 1;
-- reads name: String, mean: Option<Float>, most: Int, counted: Int

-- query derbies()
SELECT m.round, h.town FROM matches m JOIN clubs h ON h.id = m.home JOIN clubs a ON a.id = m.away AND a.town = h.town;
-- reads round: Int, town: String

-- query unbeaten()
SELECT name, town FROM clubs c WHERE NOT EXISTS (SELECT 1 FROM results r WHERE r.club = c.id AND r.scored < r.conceded);
-- reads name: String, town: Option<String>

-- query round_or_none()
SELECT c.name, (SELECT MIN(round) FROM results r WHERE r.club = c.id) AS first_round FROM clubs c;
-- reads name: String, first_round: Option<Int>

-- query winners()
SELECT round, CASE WHEN home_goals > away_goals THEN home WHEN home_goals < away_goals THEN away END AS winner,
  CASE WHEN home_goals IS NULL OR away_goals IS NULL THEN 'open' WHEN home_goals = away_goals THEN 'draw' ELSE home_goals || ':' || away_goals END AS text FROM matches;
-- reads round: Int, winner: Option<Int>, text: String

-- query fined_clubs()
SELECT c.name, f.points, f.reason FROM fines f RIGHT JOIN clubs c ON c.id = f.club WHERE f.points IS NOT NULL;
-- reads name: String, points: Int, reason: Option<String>

-- query old_clubs_of_towns(before)
SELECT town, MIN(founded) AS oldest, GROUP_CONCAT(name, ', ') AS names FROM clubs WHERE founded < :before GROUP BY town;
-- reads town: Option<String>, oldest: Int, names: String
-- takes :before Int

-- query best_attack()
SELECT club, scored FROM results WHERE scored = (SELECT MAX(scored) FROM results);
-- reads club: Int, scored: Int

-- query pairs_never_played()
SELECT a.name AS home, b.name AS away FROM clubs a, clubs b WHERE a.id <> b.id AND NOT EXISTS (SELECT 1 FROM matches WHERE home = a.id AND away = b.id);
-- reads home: String, away: String

-- query report(round, home, goals: Option<Int>)
UPDATE matches SET home_goals = :goals, away_goals = COALESCE(away_goals, 0) WHERE round >= :round AND home >= :home RETURNING round, home_goals, away_goals, crowd;
-- writes round: Int, home_goals: Option<Int>, away_goals: Int, crowd: Option<Int>
-- takes :round Int, :home Int, :goals Option<Int>
