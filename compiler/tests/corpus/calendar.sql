-- Table functions, VALUES, and queries that make their own rows.

-- migration 001_calendar
CREATE TABLE days (id INTEGER PRIMARY KEY, name TEXT NOT NULL, numbers JSON NOT NULL, holiday TEXT);

-- query values_alone()
VALUES (1, 'a', NULL), (2, NULL, 1.5);
-- reads column1: Int, column2: Option<String>, column3: Option<Float>

-- query values_joined()
SELECT d.id, v.column2 AS text
FROM days AS d LEFT JOIN (VALUES (1, 'one'), (2, 'two')) AS v ON v.column1 = d.id;
-- reads id: Int, text: Option<String>

-- query named_values()
WITH v (n, t) AS (VALUES (1, 'x'), (2, NULL)) SELECT n, t, holiday FROM v, days;
-- reads n: Int, t: Option<String>, holiday: Option<String>

-- query series(most: Int)
WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < min(:most, 20)) SELECT i, i * 2 AS twice
FROM n;
-- reads i: Int, twice: Int
-- takes :most Int

-- query several_terms()
WITH RECURSIVE r (a, b) AS (SELECT 1, name FROM days UNION SELECT 2, holiday FROM days UNION SELECT a + 1, b FROM r WHERE a < 4 UNION SELECT a / 2, 'x' FROM r WHERE a > 1) SELECT a, b
FROM r;
-- reads a: Int, b: Option<String>

-- query keys()
SELECT d.id, e.type, CAST(e.key AS TEXT) AS key, e.path
FROM days AS d, json_each(d.numbers) AS e;
-- reads id: Int, type: String, key: Option<String>, path: String

-- query tree()
SELECT t.id, t.parent, t.type, t.fullkey FROM days AS d JOIN json_tree(d.numbers) AS t;
-- reads id: Int, parent: Option<Int>, type: String, fullkey: String

-- query in_values()
SELECT id, name FROM days WHERE (id, 1) NOT IN (VALUES (1, 1));
-- reads id: Int, name: String

-- query split(text: String)
WITH RECURSIVE parts (head, rest) AS (SELECT '', :text || ',' UNION ALL SELECT substr(rest, 1, instr(rest, ',') - 1), substr(rest, instr(rest, ',') + 1) FROM parts WHERE rest <> '') SELECT head
FROM parts;
-- reads head: String
-- takes :text String

-- query in_function(ids: Json)
SELECT id, holiday
FROM days
WHERE id IN (SELECT value FROM json_each(:ids)) OR holiday IS NOT NULL;
-- reads id: Int, holiday: Option<String>
-- takes :ids Json

-- query limited(n: Int, skip: Int)
SELECT id, holiday
FROM days
ORDER BY holiday NULLS LAST, id
LIMIT abs(:n) + 3 OFFSET abs(:skip % 2);
-- reads id: Int, holiday: Option<String>
-- takes :n Int, :skip Int

-- query comma_limit()
SELECT id, name FROM days LIMIT 1, 5;
-- reads id: Int, name: String

-- query nested_with()
-- nullable last: that the table has rows where one of them is read
WITH a AS (WITH b AS (SELECT id, holiday FROM days) SELECT id, holiday FROM b) SELECT id, holiday, (WITH c AS (SELECT max(id) AS m FROM a) SELECT m FROM c) AS last
FROM a;
-- reads id: Int, holiday: Option<String>, last: Option<Int>
