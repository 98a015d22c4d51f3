-- Upserts with several conflicts, unique keys and checks.

-- migration 001_scores
CREATE TABLE scores (
  id INTEGER PRIMARY KEY,
  player TEXT NOT NULL UNIQUE,
  slot INTEGER UNIQUE,
  best INTEGER NOT NULL DEFAULT 0 CHECK (best IS NOT NULL),
  last INTEGER,
  note TEXT
);
CREATE UNIQUE INDEX scores_note ON scores (lower(note)) WHERE note IS NOT NULL;
CREATE TABLE history (player TEXT NOT NULL, best INTEGER NOT NULL, PRIMARY KEY (player, best)) WITHOUT ROWID;

-- query score(player, n)
INSERT INTO scores (player, best)
VALUES (:player, :n)
ON CONFLICT (player) DO UPDATE SET best = max(best, excluded.best), last = excluded.best
RETURNING best, last;
-- writes best: Int, last: Option<Int>
-- takes :player String, :n Int

-- query score_many(a, b)
INSERT INTO scores (player)
VALUES (:a), (:b)
ON CONFLICT (player) DO UPDATE SET last = id, note = NULL
WHERE scores.best < 1000
RETURNING player, last, note;
-- writes player: String, last: Option<Int>, note: Option<String>
-- takes :a String, :b String

-- query claim(player, slot)
INSERT INTO scores (player, slot)
VALUES (:player, :slot)
ON CONFLICT (slot) DO UPDATE SET last = scores.slot
ON CONFLICT (player) DO UPDATE SET last = best
RETURNING player, slot, last;
-- writes player: String, slot: Option<Int>, last: Option<Int>
-- takes :player String, :slot Int

-- query note(player, note)
-- nullable note: what is stored is known of the argument, not of the column
INSERT INTO scores (player, note)
VALUES (:player, :note)
ON CONFLICT (lower(note))
WHERE note IS NOT NULL DO UPDATE SET last = 1
ON CONFLICT DO NOTHING
RETURNING id, note, last;
-- writes id: Int, note: Option<String>, last: Option<Int>
-- takes :player String, :note String

-- query aliased(player)
INSERT INTO scores AS s (player)
VALUES (:player)
ON CONFLICT (player) DO UPDATE SET best = s.best / 2 + 1
RETURNING best, slot;
-- writes best: Int, slot: Option<Int>
-- takes :player String

-- query from_history()
INSERT INTO scores (player, best) SELECT player, max(best)
FROM history
WHERE TRUE
GROUP BY player
ON CONFLICT (player) DO UPDATE SET best = excluded.best
RETURNING player, best, note;
-- writes player: String, best: Int, note: Option<String>

-- query keep(player, best)
INSERT INTO history
VALUES (:player, :best)
ON CONFLICT (player, best) DO NOTHING
RETURNING player, best;
-- writes player: String, best: Int
-- takes :player String, :best Int

-- query keep_or_ignore(player, best)
INSERT OR IGNORE INTO history (player, best)
VALUES (:player, :best), (:player, 0)
RETURNING *;
-- writes player: String, best: Int
-- takes :player String, :best Int

-- query replace_score(player, slot: Option<Int>)
REPLACE INTO scores (player, slot) VALUES (:player, :slot) RETURNING id, slot, best, last;
-- writes id: Int, slot: Option<Int>, best: Int, last: Option<Int>
-- takes :player String, :slot Option<Int>

-- query update_or_replace(slot)
UPDATE OR REPLACE scores SET slot = :slot, last = slot RETURNING slot, last;
-- writes slot: Int, last: Option<Int>
-- takes :slot Int

-- query update_or_ignore(player)
UPDATE OR IGNORE scores SET player = :player RETURNING player, note;
-- writes player: String, note: Option<String>
-- takes :player String

-- query from_query()
-- nullable last: that the player has a history where one is looked for
UPDATE scores SET (best, last) = (SELECT max(best), min(best) FROM history WHERE history.player = scores.player)
WHERE player IN (SELECT player FROM history)
RETURNING best, last;
-- writes best: Int, last: Option<Int>

-- query standings()
SELECT s.player, s.best, h.best AS before, s.best - h.best AS gain
FROM scores AS s LEFT JOIN history AS h USING (player);
-- reads player: String, best: Int, before: Option<Int>, gain: Option<Int>

-- query with_replace()
WITH top (p) AS (SELECT player FROM history) REPLACE INTO scores (player) SELECT p
FROM top
RETURNING id, player, slot IS NULL AS free;
-- writes id: Int, player: String, free: Bool
