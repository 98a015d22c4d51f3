-- Names that are words of the grammar.

-- migration 001_keywords
CREATE TABLE "groups" (
  id INTEGER PRIMARY KEY,
  "left" INTEGER NOT NULL,
  "right" INTEGER,
  "end" TEXT NOT NULL,
  "desc" TEXT,
  "key" TEXT NOT NULL,
  "offset" INTEGER,
  "interval" REAL,
  "date" DATE,
  "row" INTEGER NOT NULL DEFAULT 1
);

-- query all_of()
SELECT id, left, right, end, desc, key, offset, interval, date, row FROM groups;
-- reads id: Int, left: Int, right: Option<Int>, end: String, desc: Option<String>, key: String, offset: Option<Int>, interval: Option<Float>, date: Option<Date>, row: Int

-- query qualified()
SELECT groups.left, groups.end AS first, g.desc AS last
FROM groups LEFT JOIN groups AS g ON g.left = groups.right;
-- reads left: Int, first: String, last: Option<String>

-- query in_clauses(offset)
SELECT desc, row
FROM groups
WHERE offset <> :offset OR end LIKE key
GROUP BY desc, row HAVING row > -10
ORDER BY desc DESC, row;
-- reads desc: Option<String>, row: Int
-- takes :offset Int

-- query in_a_case()
SELECT CASE WHEN left = 1 THEN end ELSE key END AS x, CASE end WHEN key THEN right END AS y
FROM groups;
-- reads x: String, y: Option<Int>

-- query aliased()
SELECT left AS first, right AS last, interval AS range FROM groups AS row;
-- reads first: Int, last: Option<Int>, range: Option<Float>

-- query insert_words(l, e, k)
INSERT INTO groups (left, end, key) VALUES (:l, :e, :k) RETURNING left, end, desc, row;
-- writes left: Int, end: String, desc: Option<String>, row: Int
-- takes :l Int, :e String, :k String

-- query update_words(e, d: Option<String>)
UPDATE groups SET end = :e, desc = :d, row = row % 10 RETURNING end, desc, row;
-- writes end: String, desc: Option<String>, row: Int
-- takes :e String, :d Option<String>

-- query delete_words(k)
DELETE FROM groups WHERE key <> :k RETURNING key, date;
-- writes key: String, date: Option<Date>
-- takes :k String

-- query windows()
SELECT rank() OVER range AS r, max(row) OVER (ORDER BY row ROWS CURRENT ROW) AS m
FROM groups
WINDOW range AS (PARTITION BY key ORDER BY offset);
-- reads r: Int, m: Int

-- query with_words()
WITH first AS (SELECT left, desc FROM groups) SELECT left, desc FROM first;
-- reads left: Int, desc: Option<String>
