-- Every kind of key: which of them may be NULL is a matter of how the table is written.

-- migration 001_keys
CREATE TABLE rowid_keys (id INTEGER PRIMARY KEY, v TEXT);
CREATE TABLE counted_keys (id INTEGER PRIMARY KEY AUTOINCREMENT, v TEXT);
CREATE TABLE table_keys (id INTEGER, v TEXT, PRIMARY KEY (id));
CREATE TABLE int_keys (id INT PRIMARY KEY, v TEXT);
CREATE TABLE bigint_keys (id BIGINT PRIMARY KEY, v TEXT);
CREATE TABLE descending_keys (id INTEGER PRIMARY KEY DESC, v TEXT);
CREATE TABLE text_keys (id TEXT PRIMARY KEY, v TEXT);
CREATE TABLE firm_keys (id TEXT PRIMARY KEY NOT NULL, v TEXT);
CREATE TABLE pair_keys (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b));
CREATE TABLE bare_keys (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b)) WITHOUT ROWID;
CREATE TABLE bare_integer_keys (id INTEGER PRIMARY KEY, v TEXT) WITHOUT ROWID;
CREATE TABLE strict_keys (id INT PRIMARY KEY, v TEXT) STRICT;
CREATE TABLE strict_pair_keys (a TEXT, b INTEGER, v TEXT, PRIMARY KEY (a, b)) STRICT;
CREATE TABLE no_keys (v TEXT, rowid TEXT);
CREATE TABLE unique_keys (id INTEGER UNIQUE, v TEXT NOT NULL UNIQUE);
CREATE TABLE replaced (id INTEGER PRIMARY KEY, v INTEGER NOT NULL ON CONFLICT REPLACE DEFAULT 7);

-- query rowid_keys()
SELECT id, rowid AS r, v FROM rowid_keys;
-- reads id: Int, r: Int, v: Option<String>

-- query counted_keys()
SELECT id, oid AS r FROM counted_keys;
-- reads id: Int, r: Int

-- query table_keys()
SELECT id, _rowid_ AS r FROM table_keys;
-- reads id: Int, r: Int

-- query int_keys()
SELECT id, rowid AS r FROM int_keys;
-- reads id: Option<Int>, r: Int

-- query bigint_keys()
SELECT id FROM bigint_keys;
-- reads id: Option<Int>

-- query descending_keys()
SELECT id, rowid AS r FROM descending_keys;
-- reads id: Option<Int>, r: Int

-- query text_keys()
SELECT id FROM text_keys ORDER BY id;
-- reads id: Option<String>

-- query firm_keys()
SELECT id FROM firm_keys;
-- reads id: String

-- query pair_keys()
SELECT a, b FROM pair_keys;
-- reads a: Option<String>, b: Option<Int>

-- query bare_keys()
SELECT a, b, v FROM bare_keys;
-- reads a: String, b: Int, v: Option<String>

-- query bare_integer_keys()
SELECT id, v FROM bare_integer_keys;
-- reads id: Int, v: Option<String>

-- query strict_keys()
SELECT id, v FROM strict_keys;
-- reads id: Int, v: Option<String>

-- query strict_pair_keys()
SELECT a, b, v FROM strict_pair_keys;
-- reads a: String, b: Int, v: Option<String>

-- query no_keys()
SELECT rowid, oid AS r, v FROM no_keys;
-- reads rowid: Option<String>, r: Int, v: Option<String>

-- query unique_keys()
SELECT id, v FROM unique_keys;
-- reads id: Option<Int>, v: String

-- query replaced()
SELECT id, v FROM replaced;
-- reads id: Int, v: Int

-- query same_in_all()
SELECT id FROM rowid_keys INTERSECT SELECT id FROM int_keys;
-- reads id: Int

-- query joined_by_key()
SELECT t.id, f.v, t.v AS other FROM text_keys t JOIN firm_keys f ON f.id = t.id;
-- reads id: String, v: Option<String>, other: Option<String>

-- query left_by_rowid()
SELECT n.rowid AS own, k.rowid AS r, k.id FROM no_keys n LEFT JOIN int_keys k ON k.rowid = n.oid;
-- reads own: Option<String>, r: Option<Int>, id: Option<Int>

-- query insert_next(v)
INSERT INTO rowid_keys (id, v) VALUES (NULL, :v) RETURNING id, v;
-- writes id: Int, v: String
-- takes :v String

-- query insert_default(v: String)
INSERT INTO replaced (id) SELECT COUNT(*) + 1000 + length(:v) FROM replaced RETURNING id, v;
-- writes id: Int, v: Int
-- takes :v String
