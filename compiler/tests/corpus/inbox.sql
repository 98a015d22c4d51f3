-- Statements that write, one of each kind.

-- migration 001_inbox
CREATE TABLE boxes (name TEXT PRIMARY KEY NOT NULL, n INTEGER NOT NULL DEFAULT 0, seen REAL);
CREATE TABLE mails (
  id INTEGER PRIMARY KEY,
  box TEXT NOT NULL REFERENCES boxes (name) ON UPDATE CASCADE ON DELETE CASCADE,
  subject TEXT,
  size INTEGER NOT NULL DEFAULT 1,
  flags INTEGER
);
CREATE TABLE drafts (id INTEGER PRIMARY KEY, at INTEGER NOT NULL DEFAULT 0, body TEXT);

-- query draft()
INSERT INTO drafts DEFAULT VALUES RETURNING id, at, body, rowid AS row;
-- writes id: Int, at: Int, body: Option<String>, row: Int

-- query write(body, at: Int)
INSERT INTO drafts (body, at)
VALUES (:body, :at), (NULL, :at + 1)
RETURNING id, at, body, length(body) AS size;
-- writes id: Int, at: Int, body: Option<String>, size: Option<Int>
-- takes :body String, :at Int

-- query copy()
INSERT INTO drafts (body) SELECT subject FROM mails WHERE flags IS NOT NULL RETURNING *;
-- writes id: Int, at: Int, body: Option<String>

-- query box(name)
INSERT INTO boxes (name)
VALUES (:name)
ON CONFLICT (name) DO UPDATE SET n = n + 1, seen = excluded.n
RETURNING name, n, seen;
-- writes name: String, n: Int, seen: Option<Float>
-- takes :name String

-- query box_once(name)
INSERT INTO boxes (name, n) VALUES (:name, 1) ON CONFLICT DO NOTHING RETURNING n, seen;
-- writes n: Int, seen: Option<Float>
-- takes :name String

-- query box_or_ignore(name)
INSERT OR IGNORE INTO boxes (name) VALUES (:name) RETURNING name, n;
-- writes name: String, n: Int
-- takes :name String

-- query box_or_replace(name, seen: Option<Float>)
INSERT OR REPLACE INTO boxes (name, seen) VALUES (:name, :seen) RETURNING name, n, seen;
-- writes name: String, n: Int, seen: Option<Float>
-- takes :name String, :seen Option<Float>

-- query flag(flags: Option<Int>, box)
UPDATE mails SET flags = :flags WHERE box <> :box RETURNING id, flags, subject;
-- writes id: Int, flags: Option<Int>, subject: Option<String>
-- takes :flags Option<Int>, :box String

-- query flag_known()
UPDATE mails SET size = size + 1
WHERE flags IS NOT NULL AND size < 1000
RETURNING id, flags, subject;
-- writes id: Int, flags: Int, subject: Option<String>

-- query count_boxes()
UPDATE boxes SET n = (SELECT count(*) FROM mails WHERE box = name), seen = (SELECT max(size) FROM mails WHERE box = name)
RETURNING name, n, seen;
-- writes name: String, n: Int, seen: Option<Float>

-- query from_mails()
UPDATE boxes SET seen = m.size, n = m.size
FROM mails AS m
WHERE m.box = boxes.name
RETURNING name, n, seen;
-- writes name: String, n: Int, seen: Float

-- query row_update(a, b: Option<Int>)
UPDATE mails SET (size, flags) = (:a, :b) RETURNING size, flags;
-- writes size: Int, flags: Option<Int>
-- takes :a Int, :b Option<Int>

-- query with_update()
WITH big AS (SELECT box, max(size) AS size FROM mails GROUP BY box) UPDATE boxes SET n = (SELECT size FROM big WHERE box = name)
WHERE name IN (SELECT box FROM big)
RETURNING n, seen;
-- writes n: Int, seen: Option<Float>

-- query remove(subject: String)
DELETE FROM mails WHERE subject <> :subject RETURNING id, subject, flags;
-- writes id: Int, subject: String, flags: Option<Int>
-- takes :subject String

-- query with_delete(n: Int)
WITH old AS (SELECT id FROM mails WHERE size <> :n) DELETE
FROM mails
WHERE id IN old
RETURNING id, subject;
-- writes id: Int, subject: Option<String>
-- takes :n Int

-- query remove_boxes()
DELETE
FROM boxes AS b
WHERE NOT EXISTS (SELECT 1 FROM mails WHERE box = b.name)
RETURNING name, seen, n * 2 AS twice;
-- writes name: String, seen: Option<Float>, twice: Int

-- query rowid_insert(id, body)
INSERT OR IGNORE INTO drafts (rowid, body) VALUES (:id, :body) RETURNING rowid AS id, body;
-- writes id: Int, body: String
-- takes :id Int, :body String
