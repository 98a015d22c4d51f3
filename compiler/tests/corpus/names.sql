-- Names of people: the text functions.

-- migration 001_names
CREATE TABLE people (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  nick TEXT,
  code TEXT NOT NULL DEFAULT '0a',
  photo BLOB,
  key BLOB NOT NULL
);

-- query cases()
SELECT upper(name) AS loud, lower(nick) AS quiet, length(name) AS long, length(nick) AS nick_length, octet_length(name) AS octets
FROM people;
-- reads loud: String, quiet: Option<String>, long: Int, nick_length: Option<Int>, octets: Int

-- query cut()
SELECT substr(name, 1, 2) AS a, substr(nick, 2) AS b, substring(name, -1) AS c, ltrim(name) AS d, rtrim(nick, 'a') AS e, trim(name, 'b') AS f
FROM people;
-- reads a: String, b: Option<String>, c: String, d: String, e: Option<String>, f: String

-- query joined(by)
SELECT name || ' ' || nick AS both, concat(name, nick, id) AS all_of, concat_ws(:by, name, nick) AS listed, name || id AS keyed
FROM people;
-- reads both: Option<String>, all_of: String, listed: String, keyed: String
-- takes :by String

-- query replaced(old, new)
SELECT replace(name, :old, :new) AS a, instr(name, :old) AS at, replace(nick, :old, :new) AS b, instr(nick, :old) AS nick_at
FROM people;
-- reads a: String, at: Int, b: Option<String>, nick_at: Option<Int>
-- takes :old String, :new String

-- query codes()
SELECT hex(photo) AS h, hex(key) AS k, unhex(code) AS raw, unicode(name) AS first, char(65, 66) AS ab, quote(nick) AS quoted, soundex(name) AS sound
FROM people;
-- reads h: String, k: String, raw: Option<Bytes>, first: Option<Int>, ab: String, quoted: String, sound: String

-- query kinds()
SELECT typeof(nick) AS kind, coalesce(nick, name) AS shown, ifnull(nick, 'none') AS nick, nullif(name, 'a') AS other, iif(nick IS NULL, name, nick) AS picked
FROM people;
-- reads kind: String, shown: String, nick: String, other: Option<String>, picked: String

-- query formats(n: Int)
SELECT printf('%s-%d', name, :n) AS a, format('%.1f', id) AS b, format(nick, 1) AS c
FROM people;
-- reads a: String, b: String, c: Option<String>
-- takes :n Int

-- query blobs()
SELECT substr(key, 1) AS part, length(photo) AS size, zeroblob(2) AS zeros, CAST(name AS BLOB) AS raw, CAST(photo AS BLOB) AS same
FROM people;
-- reads part: Option<Bytes>, size: Option<Int>, zeros: Bytes, raw: Bytes, same: Option<Bytes>

-- query like_patterns(p)
SELECT name LIKE :p AS a, nick LIKE 'a%' ESCAPE '!' AS b, name GLOB 'a*' AS c, nick NOT GLOB 'b*' AS d, name NOT LIKE '%b' AS e
FROM people;
-- reads a: Bool, b: Option<Bool>, c: Bool, d: Option<Bool>, e: Bool
-- takes :p String

-- query found(p)
SELECT id, nick FROM people WHERE nick LIKE '%' || :p || '%' OR nick = '';
-- reads id: Int, nick: String
-- takes :p String

-- query collated()
SELECT name COLLATE NOCASE AS n, name = 'ANN' COLLATE NOCASE AS is_ann
FROM people
ORDER BY name COLLATE NOCASE DESC, nick NULLS LAST;
-- reads n: String, is_ann: Bool

-- query chances()
SELECT likely(nick) AS a, unlikely(name) AS b, likelihood(nick, 0.5) AS c, random() AS r, randomblob(4) AS bytes
FROM people;
-- reads a: Option<String>, b: String, c: Option<String>, r: Int, bytes: Bytes

-- query least()
SELECT -9223372036854775808 AS least, 9223372036854775807 AS most, 0x10 AS hex, 1_000 AS thousand, 1e3 AS real
FROM people;
-- reads least: Int, most: Int, hex: Int, thousand: Int, real: Float

-- query rename(id, name)
UPDATE OR IGNORE people SET name = :name, nick = lower(nick)
WHERE id <> :id
RETURNING name, nick, upper(nick) AS loud;
-- writes name: String, nick: Option<String>, loud: Option<String>
-- takes :id Int, :name String
