-- What is easily promised and not kept: empty groups and frames, odd joins, keys that are none, what is not there.
-- migration 001_odd
CREATE TABLE a (id INTEGER PRIMARY KEY, n INTEGER NOT NULL, x INTEGER, s TEXT NOT NULL, t TEXT);
CREATE TABLE b (id INTEGER PRIMARY KEY, n INTEGER, y REAL NOT NULL, z REAL);
CREATE TABLE c (n INTEGER NOT NULL, w TEXT NOT NULL);
CREATE TABLE ints (id INT PRIMARY KEY, v INTEGER NOT NULL);
CREATE TABLE descs (id INTEGER PRIMARY KEY DESC, v INTEGER NOT NULL);
CREATE TABLE autos (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT DEFAULT NULL, q INTEGER CHECK (q IS NOT NULL));
CREATE TABLE keyless (k TEXT, l INTEGER, v INTEGER, PRIMARY KEY (k, l)) WITHOUT ROWID;
CREATE TABLE gens (id INTEGER PRIMARY KEY, p INTEGER NOT NULL, d INTEGER NOT NULL AS (p + 1) STORED);
ALTER TABLE gens ADD COLUMN added TEXT NOT NULL DEFAULT 'new';
CREATE VIEW outer_view AS SELECT a.id, a.s, b.y, b.id AS b_id FROM a LEFT JOIN b ON b.n = a.n;
CREATE VIEW full_view AS SELECT a.n AS an, b.n AS bn, a.s, b.y FROM a FULL JOIN b ON a.n = b.n;

-- query natural_chain()
SELECT n, w, y FROM a NATURAL LEFT JOIN c LEFT JOIN b USING (n);
-- reads n: Int, w: Option<String>, y: Option<Float>

-- query natural_right()
SELECT n, s, w FROM a NATURAL RIGHT JOIN c;
-- reads n: Int, s: Option<String>, w: String

-- query natural_full()
SELECT n, s, w FROM a NATURAL FULL JOIN c;
-- reads n: Int, s: Option<String>, w: Option<String>

-- query using_full_chain()
SELECT n, a.s, b.y, c.w FROM a FULL JOIN b USING (n) FULL JOIN c USING (n);
-- reads n: Option<Int>, s: Option<String>, y: Option<Float>, w: Option<String>

-- query using_left_right()
SELECT n, a.s, b.y, c.w FROM a LEFT JOIN b USING (n) RIGHT JOIN c USING (n);
-- reads n: Int, s: Option<String>, y: Option<Float>, w: String

-- query right_then_inner()
SELECT a.s, b.y, c.w FROM a RIGHT JOIN b ON a.n = b.n JOIN c ON c.n = a.n;
-- reads s: String, y: Float, w: String

-- query left_then_inner_on_nothing()
SELECT a.s, b.y, c.w FROM a LEFT JOIN b ON a.n = b.n JOIN c ON c.n = b.n OR c.n = a.n;
-- reads s: String, y: Option<Float>, w: String

-- query left_then_where()
SELECT a.s, b.y, b.z FROM a LEFT JOIN b ON a.n = b.n WHERE b.z > 0 OR a.x IS NULL;
-- reads s: String, y: Option<Float>, z: Option<Float>

-- query left_where_not()
SELECT a.s, b.y FROM a LEFT JOIN b ON a.n = b.n WHERE NOT (b.y IS NULL AND b.z IS NULL);
-- reads s: String, y: Float

-- query left_where_coalesced()
SELECT a.s, b.y, b.id FROM a LEFT JOIN b ON a.n = b.n WHERE coalesce(b.id, 1) > 0;
-- reads s: String, y: Option<Float>, id: Option<Int>

-- query from_outer_view()
SELECT v.s, v.y, v.b_id, c.w FROM outer_view v LEFT JOIN c ON c.n = v.b_id;
-- reads s: String, y: Option<Float>, b_id: Option<Int>, w: Option<String>

-- query from_full_view()
-- nullable an: either side of an OR asks for a row of the left table by another column
-- nullable s: either side of an OR asks for a row of the left table by another column
SELECT an, bn, s, y FROM full_view WHERE an = bn OR s > '';
-- reads an: Option<Int>, bn: Option<Int>, s: Option<String>, y: Option<Float>

-- query outer_star()
SELECT * FROM outer_view;
-- reads id: Int, s: String, y: Option<Float>, b_id: Option<Int>

-- query derived_outer()
SELECT d.m, d.u FROM (SELECT max(x) AS m, upper(s) AS u FROM a GROUP BY s) AS d RIGHT JOIN c ON c.w = d.u;
-- reads m: Option<Int>, u: Option<String>

-- query aggregate_no_rows()
SELECT count(*) AS n, max(n) AS m, min(s) AS s, group_concat(s) AS g, total(x) AS t, sum(n) AS sn, avg(n) AS av FROM a WHERE id < -99999999;
-- reads n: Int, m: Option<Int>, s: Option<String>, g: Option<String>, t: Float, sn: Option<Int>, av: Option<Float>

-- query aggregate_bare()
SELECT max(n) AS m, s FROM a;
-- reads m: Option<Int>, s: Option<String>

-- query aggregate_group()
SELECT s, max(n) AS m, max(x) AS mx, group_concat(t) AS g, sum(n) FILTER (WHERE n > 3) AS f, count(x) AS k, total(x) AS tt FROM a GROUP BY s;
-- reads s: String, m: Int, mx: Option<Int>, g: Option<String>, f: Option<Int>, k: Int, tt: Float

-- query aggregate_having()
-- nullable m: that a count means rows is not analysed
SELECT max(n) AS m, count(*) AS k FROM a HAVING count(*) > 0;
-- reads m: Option<Int>, k: Int

-- query aggregate_having_max()
-- nullable s: that a maximum means rows is not analysed
SELECT max(n) AS m, min(x) AS k, s FROM a HAVING max(n) IS NOT NULL;
-- reads m: Int, k: Option<Int>, s: Option<String>

-- query group_constant()
SELECT max(n) AS m, s FROM a GROUP BY 1 + 1;
-- reads m: Int, s: String

-- query group_where_null()
SELECT x, max(t) AS t, json_group_array(x) AS j FROM a WHERE t IS NOT NULL GROUP BY x;
-- reads x: Option<Int>, t: String, j: Json

-- query scalar_none()
SELECT (SELECT n FROM b WHERE b.id = a.id + 1000000) AS none, (SELECT count(*) FROM b WHERE b.n = a.n) AS k, (SELECT max(y) FROM b) AS m, (SELECT total(z) FROM b WHERE 0) AS t FROM a;
-- reads none: Option<Int>, k: Int, m: Option<Float>, t: Float

-- query scalar_grouped()
SELECT (SELECT count(*) FROM b WHERE b.n = a.n GROUP BY b.id) AS k, (SELECT count(*) FROM b HAVING count(*) > 2) AS h, (SELECT count(*) FROM b LIMIT 0) AS l, (SELECT count(*) FROM b LIMIT 1 OFFSET 1) AS o, (SELECT 1 WHERE a.n > 3) AS w FROM a;
-- reads k: Option<Int>, h: Option<Int>, l: Option<Int>, o: Option<Int>, w: Option<Int>

-- query scalar_union()
-- nullable u: that one side has a row is not analysed where there are two
SELECT (SELECT 1 UNION ALL SELECT n FROM b) AS u, (SELECT 1 INTERSECT SELECT n FROM b) AS i, (SELECT 1 EXCEPT SELECT n FROM b) AS e FROM a;
-- reads u: Option<Int>, i: Option<Int>, e: Option<Int>

-- query scalar_values()
-- nullable p: that VALUES of several rows has one is not analysed
SELECT (VALUES (1)) AS v, n + (VALUES (2), (3)) AS p, s = (VALUES (s)) AS e, (VALUES (x)) AS x FROM a;
-- reads v: Int, p: Option<Int>, e: Bool, x: Option<Int>

-- query conditions()
-- nullable e: what equals a number is not known of the branch where CASE has an operand
SELECT CASE WHEN x > 0 THEN x END AS c, CASE WHEN x > 0 THEN 1 ELSE x END AS d, CASE x WHEN 1 THEN x ELSE 0 END AS e, iif(x IS NULL, 0, x) AS f, coalesce(nullif(x, 0), n) AS g, coalesce(x, t) IS NULL AS h, nullif(n, 1) AS i, ifnull(x, nullif(n, 2)) AS j FROM a;
-- reads c: Option<Int>, d: Option<Int>, e: Option<Int>, f: Int, g: Int, h: Bool, i: Option<Int>, j: Option<Int>

-- query condition_else()
SELECT CASE WHEN x IS NOT NULL OR t IS NOT NULL THEN 1 ELSE n END AS c, CASE WHEN x IS NULL THEN 0 WHEN t IS NULL THEN x ELSE x + length(t) END AS d, CASE WHEN NOT x THEN x ELSE n END AS e FROM a;
-- reads c: Int, d: Int, e: Int

-- query in_null()
-- nullable xe: IN of nothing is false of NULL, too
SELECT n IN (SELECT n FROM b) AS i, n NOT IN (SELECT n FROM b) AS ni, n IN (SELECT n FROM c) AS inn, x IN (1, 2) AS xi, n IN () AS e, x IN () AS xe, x IN (SELECT n FROM c) AS xc FROM a;
-- reads i: Option<Bool>, ni: Option<Bool>, inn: Bool, xi: Option<Bool>, e: Bool, xe: Option<Bool>, xc: Option<Bool>

-- query where_not_in()
SELECT x FROM a WHERE x NOT IN (SELECT n FROM c);
-- reads x: Option<Int>

-- query where_not_in_list()
SELECT x, t FROM a WHERE x NOT IN (1, 2, 3) AND NOT (t IN ('a'));
-- reads x: Int, t: String

-- query where_in_empty()
SELECT x FROM a WHERE x NOT IN ();
-- reads x: Option<Int>

-- query recursion()
WITH RECURSIVE r(i, up) AS (SELECT 1, s FROM a UNION ALL SELECT i + 1, NULL FROM r WHERE i < 3) SELECT i, up FROM r;
-- reads i: Int, up: Option<String>

-- query recursion_later()
WITH RECURSIVE r(i, j) AS (SELECT 1, 1 UNION ALL SELECT i + 1, nullif(j, i) FROM r WHERE i < 4) SELECT i, j FROM r;
-- reads i: Int, j: Option<Int>

-- query recursion_three()
WITH RECURSIVE r(i, j, k) AS (SELECT 1, 1, 1 UNION ALL SELECT i + 1, k, nullif(i, 2) FROM r WHERE i < 6) SELECT i, j, k FROM r;
-- reads i: Int, j: Option<Int>, k: Option<Int>

-- query union_null()
SELECT n AS v FROM a UNION SELECT n FROM b;
-- reads v: Option<Int>

-- query union_except()
SELECT x AS v FROM a EXCEPT SELECT n FROM c;
-- reads v: Option<Int>

-- query union_intersect()
SELECT x AS v FROM a INTERSECT SELECT n FROM c;
-- reads v: Int

-- query from_values()
SELECT v.column1 AS k, v.column2 AS l FROM (VALUES (1, 'a'), (2, NULL)) AS v;
-- reads k: Int, l: Option<String>

-- query windows()
SELECT lag(n) OVER w AS lagged, lag(n, 1, 0) OVER w AS lag_default, lag(n, 1, x) OVER w AS lag_null, lead(n) OVER w AS led, first_value(n) OVER w AS first, nth_value(n, 2) OVER w AS nth, last_value(n) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS empty_frame, first_value(n) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) AS excluded, sum(n) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS following, row_number() OVER w AS rn, ntile(3) OVER w AS nt, percent_rank() OVER w AS pr, cume_dist() OVER w AS cd FROM a WINDOW w AS (ORDER BY id);
-- reads lagged: Option<Int>, lag_default: Int, lag_null: Option<Int>, led: Option<Int>, first: Int, nth: Option<Int>, empty_frame: Option<Int>, excluded: Option<Int>, following: Option<Int>, rn: Int, nt: Int, pr: Float, cd: Float

-- query window_range()
-- nullable l0: a distance of 0 is taken as any other
SELECT first_value(n) OVER (ORDER BY x RANGE BETWEEN 1 PRECEDING AND 1 PRECEDING) AS r, max(n) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND CURRENT ROW EXCLUDE GROUP) AS g, max(n) OVER (PARTITION BY s) AS whole, sum(n) FILTER (WHERE x > 0) OVER (ORDER BY id) AS f, count(*) OVER (ORDER BY id ROWS BETWEEN 3 FOLLOWING AND 4 FOLLOWING) AS k, lag(n, 0) OVER (ORDER BY id) AS l0, lag(n, -1) OVER (ORDER BY id) AS lm FROM a;
-- reads r: Option<Int>, g: Option<Int>, whole: Int, f: Option<Int>, k: Int, l0: Option<Int>, lm: Option<Int>

-- query json_missing()
SELECT CAST(json_extract('{"a":1}', '$.b') AS TEXT) AS e, '{"a":1}' ->> '$.a' IS NULL AS arrow, json_array_length('{"a":1}', '$.b') AS l, json_type('{"a":null}', '$.b') AS ty, json_quote(x) AS q, json_object('k', x) AS o, json_group_object(s, x) AS go, json_valid(t) AS va FROM a GROUP BY id;
-- reads e: Option<String>, arrow: Bool, l: Option<Int>, ty: Option<String>, q: Json, o: Json, go: Json, va: Option<Bool>

-- query json_rows()
SELECT e.type AS ty, e.id AS i, e.fullkey AS fk, e.path AS p, CAST(e.value AS TEXT) AS v, CAST(e.atom AS TEXT) AS at, e.parent AS pa FROM a, json_tree(json_array(x, json_object('a', t))) AS e;
-- reads ty: String, i: Int, fk: String, p: String, v: Option<String>, at: Option<String>, pa: Option<Int>

-- query json_rows_left()
SELECT a.id, e.type AS ty, e.fullkey AS fk FROM a LEFT JOIN json_each(json_array()) AS e;
-- reads id: Int, ty: Option<String>, fk: Option<String>

-- query dates()
SELECT date(s) AS d, datetime('now', s) AS dt, strftime('%Y', s) AS y, julianday(s) AS j, unixepoch(s) AS u, date('now') AS now, strftime('%Y', 'now') AS yn, date('2024-01-01') AS lit, timediff('now', s) AS td, strftime('%Q', 'now') AS bad FROM a;
-- reads d: Option<String>, dt: Option<String>, y: Option<String>, j: Option<Float>, u: Option<Int>, now: String, yn: String, lit: String, td: Option<String>, bad: Option<String>

-- query numbers()
SELECT n / 2 AS half, n / x AS d, n % 3 AS m, n % x AS mx, n / 0 AS zero, n / 0.0 AS zf, abs(n % 100) AS ab, CAST(s AS INTEGER) AS ci, CAST(s AS REAL) AS cr, sqrt(n) AS sq, ln(n) AS ln, pow(y, 0.5) AS pw, sign(s) AS sg, round(y, 1) AS ro, round(n) AS rn, log(2, n) AS lg, mod(n, 0) AS md, acos(n) AS ac FROM a JOIN (SELECT y FROM b);
-- reads half: Int, d: Option<Int>, m: Int, mx: Option<Int>, zero: Option<Int>, zf: Option<Float>, ab: Int, ci: Int, cr: Float, sq: Option<Float>, ln: Option<Float>, pw: Option<Float>, sg: Option<Int>, ro: Float, rn: Float, lg: Option<Float>, md: Option<Float>, ac: Option<Float>

-- query texts()
-- nullable rp: nothing to replace leaves the text, whatever should stand there
SELECT s LIKE '%a%' AS l, x LIKE 'a' AS lx, s GLOB '*' AS g, substr(s, 2) AS sub, instr(s, 'a') AS i, char() AS ch, char(NULL) AS chn, unicode(s) AS un, hex(x) AS h, unhex(s) AS uh, quote(x) AS q, printf('%d', x) AS pf, printf(t) AS pt, typeof(x) AS ty, zeroblob(3) AS zb, trim(s) AS tr, replace(s, '', NULL) AS rp, concat(x, t) AS cc, concat_ws(t, x, s) AS cw, soundex(t) AS sx, likely(x) AS lk, length(x) AS le, octet_length(s) AS ol, max(n, x) AS mx, min(n, 3) AS mn, x || s AS cat FROM a;
-- reads l: Bool, lx: Option<Bool>, g: Bool, sub: String, i: Int, ch: String, chn: String, un: Option<Int>, h: String, uh: Option<Bytes>, q: String, pf: String, pt: Option<String>, ty: String, zb: Bytes, tr: String, rp: Option<String>, cc: String, cw: Option<String>, sx: String, lk: Option<Int>, le: Option<Int>, ol: Int, mx: Option<Int>, mn: Int, cat: Option<String>

-- query int_key()
SELECT id, v, rowid AS r FROM ints;
-- reads id: Option<Int>, v: Int, r: Int

-- query desc_key()
SELECT id, v FROM descs;
-- reads id: Option<Int>, v: Int

-- query without_rowid()
SELECT k, l, v FROM keyless;
-- reads k: String, l: Int, v: Option<Int>

-- query checked()
-- nullable q: what a CHECK forbids is not analysed
SELECT id, v, q FROM autos;
-- reads id: Int, v: Option<String>, q: Option<Int>

-- query generated()
SELECT id, p, d, added FROM gens;
-- reads id: Int, p: Int, d: Int, added: String

-- query joined_rowid()
SELECT a.rowid AS ar, b.rowid AS br, b.oid AS bo FROM a LEFT JOIN b ON b.n = a.n;
-- reads ar: Int, br: Option<Int>, bo: Option<Int>

-- query row_values()
SELECT x, t FROM a WHERE (x, t) > (1, 'a');
-- reads x: Int, t: Option<String>

-- query row_value_is()
-- nullable x: what row values say of NULL is not analysed
-- few: it asks for equal random values
SELECT x, t FROM a WHERE (x, t) = (SELECT n, w FROM c LIMIT 1) OR (x, n) IN (SELECT n, n FROM c);
-- reads x: Option<Int>, t: Option<String>

-- query between_odd()
SELECT x, t FROM a WHERE NOT x BETWEEN n AND length(t);
-- reads x: Int, t: Option<String>

-- query is_odd()
-- nullable t: what is compared with a number is not analysed
-- nullable x: what is the same as a column that is NOT NULL is not known to be so
-- few: it asks for equal random values
SELECT x, t FROM a WHERE x IS n AND (t IS NOT NULL) = 1;
-- reads x: Option<Int>, t: Option<String>

-- query is_distinct()
-- nullable t: what differs from NULL is not analysed
-- nullable x: what is the same as a column that is NOT NULL is not known to be so
-- few: it asks for equal random values
SELECT x, t FROM a WHERE x IS NOT DISTINCT FROM n AND t IS DISTINCT FROM NULL;
-- reads x: Option<Int>, t: Option<String>

-- query exists_refines_nothing()
SELECT a.x, b.z FROM a LEFT JOIN b ON b.n = a.n WHERE EXISTS (SELECT 1 FROM c WHERE c.n = a.x AND b.z > 1) OR a.n > 2;
-- reads x: Option<Int>, z: Option<Float>

-- query truth()
SELECT x, t FROM a WHERE x IS TRUE OR (x IS NOT FALSE AND t > '');
-- reads x: Option<Int>, t: Option<String>

-- query not_is_true()
SELECT x FROM a WHERE x IS NOT TRUE;
-- reads x: Option<Int>

-- query minmax_where()
-- nullable t: what an argument asks of a column inside of a function of it is not analysed
SELECT x, t FROM a WHERE max(x, length(t)) > 0;
-- reads x: Int, t: Option<String>

-- query coalesce_where()
SELECT x, t FROM a WHERE coalesce(x, t) IS NOT NULL;
-- reads x: Option<Int>, t: Option<String>

-- query like_where()
SELECT x, t FROM a WHERE t LIKE '%' OR t NOT LIKE x;
-- reads x: Option<Int>, t: String

-- query on_of_left_refines_nothing()
SELECT a.x, b.z, b.n FROM a LEFT JOIN b ON a.x = b.n AND b.z IS NOT NULL;
-- reads x: Option<Int>, z: Option<Float>, n: Option<Int>

-- query on_of_right()
SELECT a.x, b.z, b.n FROM a RIGHT JOIN b ON a.x = b.n AND b.z IS NOT NULL;
-- reads x: Option<Int>, z: Option<Float>, n: Option<Int>

-- query on_of_full()
SELECT a.x, b.z, b.n FROM a FULL JOIN b ON a.x = b.n AND b.z > 0;
-- reads x: Option<Int>, z: Option<Float>, n: Option<Int>

-- query on_of_left_then_join()
-- nullable x: that the left join found its row is known of its right side only
SELECT a.x, b.z, b.n FROM a LEFT JOIN b ON a.x = b.n JOIN c ON c.n > b.z;
-- reads x: Option<Int>, z: Float, n: Int

-- query join_then_right()
SELECT a.x, b.z, c.n FROM a JOIN b ON a.x > b.z RIGHT JOIN c ON c.n = a.n;
-- reads x: Option<Int>, z: Option<Float>, n: Int

-- query exists_group()
SELECT count(*) AS n, (SELECT max(b.y) FROM b WHERE b.n = a.n) AS m, max(a.n) + (SELECT count(*) FROM b) AS k FROM a;
-- reads n: Int, m: Option<Float>, k: Option<Int>

-- query nested_ctes()
WITH p AS (SELECT a.n, b.y FROM a LEFT JOIN b ON b.n = a.n), q AS (SELECT n, y FROM p WHERE y IS NOT NULL) SELECT p.y AS py, q.y AS qy, q.n FROM p LEFT JOIN q ON q.n = p.n;
-- reads py: Option<Float>, qy: Option<Float>, n: Option<Int>

-- query insert_ignore(n, s)
INSERT OR IGNORE INTO a (n, s, x) VALUES (:n, :s, NULL) RETURNING id, n, x, s, t;
-- writes id: Int, n: Int, x: Option<Int>, s: String, t: Option<String>
-- takes :n Int, :s String

-- query upsert(v)
INSERT INTO ints (id, v) VALUES (1, :v) ON CONFLICT (id) DO UPDATE SET v = excluded.v, id = NULL RETURNING id, v;
-- writes id: Option<Int>, v: Int
-- takes :v Int

-- query upsert_where(v)
-- nullable q: what a CHECK forbids is not analysed
INSERT INTO autos (id, v, q) VALUES (1, 'a', :v) ON CONFLICT (id) DO UPDATE SET v = NULL WHERE q > 0 RETURNING id, v, q;
-- writes id: Int, v: Option<String>, q: Option<Int>
-- takes :v Int

-- query update_from()
UPDATE a SET x = b.n FROM b WHERE b.id = a.id RETURNING id, x, t, n;
-- writes id: Int, x: Option<Int>, t: Option<String>, n: Int

-- query update_where()
UPDATE a SET x = NULL WHERE x IS NOT NULL AND t IS NOT NULL RETURNING x, t;
-- writes x: Option<Int>, t: String

-- query update_swap()
UPDATE a SET x = n, t = x WHERE t > '' RETURNING x, t;
-- writes x: Int, t: Option<String>

-- query update_generated()
UPDATE gens SET p = p % 10 RETURNING p, d, added;
-- writes p: Int, d: Int, added: String

-- query delete_returning()
-- few: it asks for equal random values
DELETE FROM a WHERE x = n RETURNING x, t;
-- writes x: Int, t: Option<String>

-- query replace_into(l)
REPLACE INTO keyless (k, l) VALUES ('k', :l) RETURNING k, l, v;
-- writes k: String, l: Int, v: Option<Int>
-- takes :l Int

-- query insert_default()
INSERT INTO autos (q) VALUES (1) RETURNING id, v, q;
-- writes id: Int, v: Option<String>, q: Int

-- query returning_subquery()
DELETE FROM c WHERE n > 0 RETURNING n, (SELECT max(y) FROM b) AS m, (SELECT count(*) FROM a) AS k;
-- writes n: Int, m: Option<Float>, k: Int
