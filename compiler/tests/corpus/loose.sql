-- Columns of loose types, whose values must be asked for by type.
-- means logs.at: Time

-- migration 001_loose
CREATE TABLE things (id INTEGER PRIMARY KEY, anything, number NUMERIC, amount DECIMAL(10, 2), bytes BLOB NOT NULL, flag BOOLEAN, tag VARCHAR(20) NOT NULL, size FLOAT, day DATE, doc JSON);
CREATE TABLE logs (at INT NOT NULL, level TINYINT NOT NULL, line CLOB, thing INTEGER REFERENCES things (id));

-- query typed()
SELECT id, bytes, flag, tag, size, day, doc FROM things;
-- reads id: Int, bytes: Bytes, flag: Option<Bool>, tag: String, size: Option<Float>, day: Option<Date>, doc: Option<Json>

-- query asked_for()
SELECT CAST(anything AS TEXT) AS text, CAST(number AS REAL) AS number, CAST(amount AS INTEGER) AS amount, typeof(anything) AS kind FROM things;
-- reads text: Option<String>, number: Option<Float>, amount: Option<Int>, kind: String

-- query asked_for_and_there()
SELECT CAST(anything AS TEXT) AS text, CAST(anything AS BLOB) AS raw FROM things WHERE anything IS NOT NULL;
-- reads text: String, raw: Bytes

-- query compared_loosely()
SELECT anything = number AS same, anything > amount AS more, anything IS number AS identical, anything IS NULL AS none FROM things;
-- reads same: Option<Bool>, more: Option<Bool>, identical: Bool, none: Bool

-- query counted_loosely()
SELECT COUNT(anything) AS n, AVG(number) AS mean, TOTAL(amount) AS total, MAX(length(anything)) AS longest FROM things;
-- reads n: Int, mean: Option<Float>, total: Float, longest: Option<Int>

-- query joined_loosely()
SELECT a.id, b.id AS other FROM things a JOIN things b ON a.anything = b.anything;
-- reads id: Int, other: Int

-- query flags()
SELECT flag, NOT flag AS inverse, flag AND tag <> '' AS both, flag OR id > 2 AS either, COALESCE(flag, FALSE) AS sure, +flag AS plain FROM things;
-- reads flag: Option<Bool>, inverse: Option<Bool>, both: Option<Bool>, either: Option<Bool>, sure: Bool, plain: Option<Bool>

-- query flags_as_numbers()
SELECT SUM(flag) AS n, MAX(flag) AS any_flag, -flag AS minus, flag + 1 AS more FROM things GROUP BY flag;
-- reads n: Option<Int>, any_flag: Option<Bool>, minus: Option<Int>, more: Option<Int>

-- query texts()
SELECT tag || '-' || COALESCE(number, 'none') AS label, bytes || tag AS both, tag LIKE 'a%' AS like_a, tag GLOB '*b*' AS has_b, tag || size AS sized FROM things;
-- reads label: String, both: String, like_a: Bool, has_b: Bool, sized: Option<String>

-- query days()
SELECT day, COALESCE(day, '2026-01-01') AS surely, MAX(day) AS last FROM things GROUP BY day;
-- reads day: Option<Date>, surely: String, last: Option<Date>

-- query documents()
SELECT doc, COALESCE(doc, '{}') AS document FROM things;
-- reads doc: Option<Json>, document: Json

-- query instants(after)
SELECT at, at + 1000 AS later, level FROM logs WHERE at > :after;
-- reads at: Time, later: Int, level: Int
-- takes :after Time

-- query last_instant()
SELECT MAX(at) AS last, MIN(level) AS least, COUNT(*) AS n FROM logs;
-- reads last: Option<Time>, least: Option<Int>, n: Int

-- query lines_of_things()
SELECT t.tag, l.at, l.line FROM things t LEFT JOIN logs l ON l.thing = t.id AND l.level > 1;
-- reads tag: String, at: Option<Time>, line: Option<String>

-- query lines_not_of_things()
SELECT l.line, l.at, t.bytes FROM logs l LEFT JOIN things t ON t.id = l.thing WHERE t.id IS NULL OR t.flag;
-- reads line: Option<String>, at: Time, bytes: Option<Bytes>

-- query promised()
SELECT number + 0.0 AS "number!", tag AS "tag?", MAX(id, 0) AS id FROM things WHERE number IS NOT NULL;
-- reads number: Float, tag: Option<String>, id: Int

-- query sizes_and_ids()
SELECT id AS n FROM things UNION SELECT size FROM things INTERSECT SELECT level FROM logs;
-- reads n: Float

-- query floats_of_ints()
SELECT CASE WHEN flag THEN 1 ELSE 0.5 END AS weight, MAX(id, size) AS most, IFNULL(size, id) AS some, ROUND(size) AS whole FROM things;
-- reads weight: Float, most: Option<Float>, some: Float, whole: Option<Float>
