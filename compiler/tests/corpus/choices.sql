-- CASE, COALESCE and what else chooses one value of several.

-- migration 001_choices
CREATE TABLE options (
  id INTEGER PRIMARY KEY,
  a INTEGER NOT NULL,
  b INTEGER,
  c REAL,
  t TEXT,
  u TEXT NOT NULL,
  ok BOOLEAN
);

-- query cases()
SELECT CASE WHEN a > 1 THEN 'many' ELSE 'few' END AS size, CASE WHEN a > 1 THEN u END AS maybe, CASE a WHEN 1 THEN 1 ELSE 2.5 END AS mixed, CASE WHEN ok THEN t ELSE u END AS text
FROM options;
-- reads size: String, maybe: Option<String>, mixed: Float, text: Option<String>

-- query nested()
SELECT CASE WHEN b IS NULL THEN CASE WHEN a = 1 THEN 1 ELSE a END ELSE b END AS n, CASE b WHEN a THEN TRUE ELSE FALSE END AS same
FROM options;
-- reads n: Int, same: Bool

-- query coalesced()
SELECT coalesce(b, a) AS n, coalesce(b, c) AS r, ifnull(t, u) AS s, coalesce(t, u, 1) IS NULL AS never, coalesce(b, c, 0) AS z
FROM options;
-- reads n: Int, r: Option<Float>, s: String, never: Bool, z: Float

-- query nullified()
SELECT nullif(a, 1) AS n, nullif(t, 'a') AS s, nullif(c, b) AS r, iif(ok, a, b) AS i, iif(a > 1, u) AS j, if(ok, 1, 2) AS k
FROM options;
-- reads n: Option<Int>, s: Option<String>, r: Option<Float>, i: Option<Int>, j: Option<String>, k: Int

-- query is_tests()
SELECT b IS a AS s, b IS NOT c AS d, t IS DISTINCT FROM u AS e, ok IS TRUE AS f, ok IS NOT FALSE AS g, b ISNULL AS h, c NOTNULL AS i, t NOT NULL AS j
FROM options;
-- reads s: Bool, d: Bool, e: Bool, f: Bool, g: Bool, h: Bool, i: Bool, j: Bool

-- query logic()
SELECT ok AND a > 1 AS x, ok OR a > 1 AS y, NOT ok AS z, a > 1 AND u = 'a' AS w
FROM options;
-- reads x: Option<Bool>, y: Option<Bool>, z: Option<Bool>, w: Bool

-- query memberships(x: Int)
-- nullable s: nothing is in an empty list, not even NULL
SELECT a IN (1, 2, :x) AS p, b IN (1, 2) AS q, a NOT IN (SELECT b FROM options) AS r, t IN () AS s, EXISTS (SELECT 1 FROM options WHERE a = :x) AS e
FROM options;
-- reads p: Bool, q: Option<Bool>, r: Option<Bool>, s: Option<Bool>, e: Bool
-- takes :x Int

-- query between()
SELECT a BETWEEN 1 AND 3 AS p, b NOT BETWEEN 1 AND 3 AS q, a BETWEEN b AND 5 AS r
FROM options;
-- reads p: Bool, q: Option<Bool>, r: Option<Bool>

-- query casts()
SELECT CAST(t AS INTEGER) AS i, CAST(a AS TEXT) AS s, CAST(b AS REAL) AS r, CAST(u AS BLOB) AS x, CAST(c AS INTEGER) AS w, CAST(a AS DOUBLE PRECISION) AS d, CAST(ok AS BOOLEAN) AS k
FROM options;
-- reads i: Option<Int>, s: String, r: Option<Float>, x: Bytes, w: Option<Int>, d: Float, k: Option<Bool>

-- query rows()
SELECT (a, u) = (1, 'a') AS p, (b, t) = (1, 'a') AS q, (a, b) < (2, 3) AS r, (a, u) IN (VALUES (1, 'a')) AS s
FROM options;
-- reads p: Bool, q: Option<Bool>, r: Option<Bool>, s: Bool

-- query passed()
SELECT b, c, t FROM options WHERE b > 0 AND c IS NOT NULL AND t NOTNULL;
-- reads b: Int, c: Float, t: String

-- query as_arguments(x: Option<Int>, y: String)
SELECT coalesce(:x, a) AS n, :y AS y, CAST(:x AS INTEGER) + 1 AS z, iif(:x IS NULL, t, :y) AS w
FROM options;
-- reads n: Int, y: String, z: Option<Int>, w: Option<String>
-- takes :x Option<Int>, :y String

-- query scalar_queries()
SELECT (SELECT 1) AS one, (SELECT t) AS t, (SELECT u FROM options WHERE a > 2) AS u, (SELECT count(*) FROM options WHERE a > 2) AS n
FROM options;
-- reads one: Int, t: Option<String>, u: Option<String>, n: Int

-- query mixed_bindings()
SELECT u || a * 0 IS NULL AS p, -a || 'x' AS q, a + (b || 1) IS NULL AS r, a << 1 + 1 AS s, a = b < 3 AS w
FROM options;
-- reads p: Bool, q: String, r: Bool, s: Int, w: Option<Bool>
