-- A schema that ALTER TABLE has changed in all of its forms.

-- migration 001_altered
CREATE TABLE users (id INTEGER PRIMARY KEY, mail TEXT NOT NULL, old TEXT, gone INTEGER);
CREATE TABLE visits (user INTEGER NOT NULL REFERENCES users (id), page TEXT);
CREATE INDEX visits_user ON visits (user);
CREATE VIEW mails AS SELECT id, mail FROM users;

-- migration 002_alter
ALTER TABLE users RENAME TO members;
ALTER TABLE members RENAME COLUMN old TO nick;
ALTER TABLE members ADD COLUMN points INTEGER NOT NULL DEFAULT 0;
ALTER TABLE members ADD COLUMN note TEXT;
ALTER TABLE members ADD COLUMN twice INTEGER AS (points * 2);
ALTER TABLE members DROP COLUMN gone;

-- migration 003_rename
ALTER TABLE visits RENAME COLUMN user TO member_id;

-- query members()
-- nullable twice: what a generated column computes is not analysed
SELECT id, mail, nick, points, note, twice FROM members;
-- reads id: Int, mail: String, nick: Option<String>, points: Int, note: Option<String>, twice: Option<Int>

-- query mails()
SELECT id, mail FROM mails;
-- reads id: Int, mail: String

-- query visits()
SELECT v.member_id, v.page, m.nick
FROM visits AS v JOIN members AS m ON m.id = v.member_id;
-- reads member_id: Int, page: Option<String>, nick: Option<String>

-- query star()
-- nullable twice: what a generated column computes is not analysed
SELECT * FROM members;
-- reads id: Int, mail: String, nick: Option<String>, points: Int, note: Option<String>, twice: Option<Int>

-- query join(mail, note: Option<String>)
INSERT INTO members (mail, note)
VALUES (:mail, :note)
RETURNING id, mail, points, note, nick;
-- writes id: Int, mail: String, points: Int, note: Option<String>, nick: Option<String>
-- takes :mail String, :note Option<String>

-- query give(points, id)
UPDATE members SET points = points + :points WHERE id <> :id RETURNING id, points;
-- writes id: Int, points: Int
-- takes :points Int, :id Int

-- query visit(page)
INSERT INTO visits (member_id, page) SELECT id, :page
FROM members
RETURNING member_id, page;
-- writes member_id: Int, page: String
-- takes :page String

-- query leave(id)
DELETE FROM visits WHERE member_id <> :id RETURNING *;
-- writes member_id: Int, page: Option<String>
-- takes :id Int

-- query most_visited()
SELECT page, count(*) AS n, max(member_id) AS last
FROM visits
GROUP BY page
ORDER BY n DESC, page NULLS FIRST;
-- reads page: Option<String>, n: Int, last: Int

-- query from_visits(nick)
UPDATE members SET nick = :nick || v.n
FROM (SELECT member_id, count(*) AS n FROM visits GROUP BY member_id) AS v
WHERE v.member_id = members.id
RETURNING id, nick;
-- writes id: Int, nick: String
-- takes :nick String
