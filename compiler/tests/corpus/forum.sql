-- A forum: threads are trees of posts, people vote for them.

-- migration 001_forum
CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  bio TEXT,
  banned_by INTEGER REFERENCES users (id)
);
CREATE TABLE boards (id INTEGER PRIMARY KEY, slug TEXT NOT NULL UNIQUE, title TEXT);
CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  board_id INTEGER NOT NULL REFERENCES boards (id),
  author_id INTEGER REFERENCES users (id),
  parent_id INTEGER REFERENCES posts (id),
  body TEXT NOT NULL,
  score INTEGER NOT NULL DEFAULT 0,
  edited REAL
);
CREATE TABLE votes (
  user_id INTEGER NOT NULL REFERENCES users (id),
  post_id INTEGER NOT NULL REFERENCES posts (id),
  value INTEGER NOT NULL,
  PRIMARY KEY (user_id, post_id)
) WITHOUT ROWID;

-- migration 002_views
CREATE VIEW threads AS
  SELECT p.id, p.board_id, p.body, u.name AS author, u.bio
  FROM posts p LEFT JOIN users u ON u.id = p.author_id WHERE p.parent_id IS NULL;
CREATE VIEW activity (person, posts, last_post) AS
  SELECT u.name, COUNT(p.id), MAX(p.id) FROM users u LEFT JOIN posts p ON p.author_id = u.id GROUP BY u.id;
CREATE VIEW busy AS SELECT person, posts FROM activity WHERE last_post IS NOT NULL;

-- query all_threads()
SELECT * FROM threads;
-- reads id: Int, board_id: Int, body: String, author: Option<String>, bio: Option<String>

-- query threads_of(board)
SELECT t.id, t.body, t.author FROM threads t JOIN boards b ON b.id = t.board_id WHERE b.slug = :board;
-- reads id: Int, body: String, author: Option<String>
-- takes :board String

-- query threads_with_known_authors()
SELECT id, author, bio FROM threads WHERE author IS NOT NULL;
-- reads id: Int, author: String, bio: Option<String>

-- query activities()
SELECT person, posts, last_post FROM activity;
-- reads person: String, posts: Int, last_post: Option<Int>

-- query busy_people(least)
SELECT person, posts FROM busy WHERE posts >= :least;
-- reads person: String, posts: Int
-- takes :least Int

-- query boards_with_their_newest_post()
SELECT b.slug, b.title, p.id AS post_id, p.body
FROM boards b LEFT JOIN posts p ON p.id = (SELECT MAX(id) FROM posts WHERE board_id = b.id);
-- reads slug: String, title: Option<String>, post_id: Option<Int>, body: Option<String>

-- query replies(post)
SELECT r.id, r.body, r.parent_id, u.name FROM posts r JOIN posts p ON p.id = r.parent_id
LEFT JOIN users u ON u.id = r.author_id WHERE p.id = :post;
-- reads id: Int, body: String, parent_id: Int, name: Option<String>
-- takes :post Int

-- query below(post)
WITH RECURSIVE below (id, body, parent, depth, path) AS (
  SELECT id, body, parent_id, 0, '' || id FROM posts WHERE id = :post
  UNION ALL
  SELECT p.id, p.body, p.parent_id, b.depth + 1, b.path || '/' || p.id FROM posts p JOIN below b ON p.parent_id = b.id
  WHERE b.depth < 10
)
SELECT id, body, parent, depth, path FROM below ORDER BY path;
-- reads id: Int, body: String, parent: Option<Int>, depth: Int, path: String
-- takes :post Int

-- query above(post)
WITH RECURSIVE above (id, parent) AS (
  SELECT id, parent_id FROM posts WHERE id = :post
  UNION
  SELECT p.id, p.parent_id FROM posts p, above a WHERE p.id = a.parent
)
SELECT a.id, a.parent, p.body FROM above a JOIN posts p ON p.id = a.id;
-- reads id: Int, parent: Option<Int>, body: String
-- takes :post Int

-- query scores()
SELECT p.id, p.score + COALESCE(SUM(v.value), 0) AS score, COUNT(v.user_id) AS voters
FROM posts p LEFT JOIN votes v ON v.post_id = p.id GROUP BY p.id;
-- reads id: Int, score: Int, voters: Int

-- query voters(post)
SELECT u.id, u.name, v.value FROM users u JOIN votes v ON v.user_id = u.id AND v.post_id = :post;
-- reads id: Int, name: String, value: Int
-- takes :post Int

-- query votes_of_everybody()
SELECT u.name, v.post_id, v.value FROM votes v RIGHT JOIN users u ON u.id = v.user_id;
-- reads name: String, post_id: Option<Int>, value: Option<Int>

-- query who_banned_whom()
SELECT a.name AS banned, b.name AS by FROM users a JOIN users b ON a.banned_by = b.id;
-- reads banned: String, by: String

-- query users_and_who_banned_them()
SELECT a.name, b.id AS by_id, b.name AS by, b.bio FROM users a LEFT JOIN users b ON a.banned_by = b.id;
-- reads name: String, by_id: Option<Int>, by: Option<String>, bio: Option<String>

-- query banned_by_the_banned()
SELECT a.name, c.name AS second FROM users a LEFT JOIN users b ON b.id = a.banned_by LEFT JOIN users c ON c.id = b.banned_by;
-- reads name: String, second: Option<String>

-- query silent_users()
SELECT name, bio FROM users u WHERE NOT EXISTS (SELECT * FROM posts WHERE author_id = u.id);
-- reads name: String, bio: Option<String>

-- query authors_of_roots()
SELECT name FROM users WHERE id IN (SELECT author_id FROM posts WHERE parent_id IS NULL);
-- reads name: String

-- query has_voted(user)
SELECT p.id, EXISTS (SELECT 1 FROM votes v WHERE v.post_id = p.id AND v.user_id = :user) AS voted,
  (SELECT v.value FROM votes v WHERE v.post_id = p.id AND v.user_id = :user) AS value
FROM posts p;
-- reads id: Int, voted: Bool, value: Option<Int>
-- takes :user Int

-- query edited_posts()
SELECT id, edited FROM posts WHERE edited > 0.0 AND author_id IS NOT NULL;
-- reads id: Int, edited: Float

-- query is_author_known()
SELECT id, author_id IS NOT NULL AS known, author_id = 1 AS first, author_id IS 1 AS surely_first FROM posts;
-- reads id: Int, known: Bool, first: Option<Bool>, surely_first: Bool

-- query longest_bodies()
SELECT board_id, MAX(length(body)) AS longest, GROUP_CONCAT(body, ' ') AS everything FROM posts GROUP BY board_id;
-- reads board_id: Int, longest: Int, everything: String

-- query statistics()
SELECT COUNT(*) AS posts, COUNT(DISTINCT author_id) AS authors, MAX(score) AS best, SUM(score) AS score, MIN(edited) AS first_edit
FROM posts;
-- reads posts: Int, authors: Int, best: Option<Int>, score: Option<Int>, first_edit: Option<Float>

-- query vote(user, post, value)
INSERT INTO votes (user_id, post_id, value) VALUES (:user, :post, :value)
ON CONFLICT (user_id, post_id) DO UPDATE SET value = excluded.value RETURNING post_id, value;
-- writes post_id: Int, value: Int
-- takes :user Int, :post Int, :value Int

-- query pairs_on_a_board()
SELECT a.id AS first, b.id AS second, a.parent_id = b.parent_id AS siblings
FROM posts a JOIN posts b ON a.board_id = b.board_id AND a.id < b.id;
-- reads first: Int, second: Int, siblings: Option<Bool>

-- query per_board_and_author()
SELECT b.slug, u.name, COUNT(*) AS posts FROM posts p
JOIN boards b ON b.id = p.board_id LEFT JOIN users u ON u.id = p.author_id
GROUP BY b.slug, u.name HAVING COUNT(*) >= 1 ORDER BY posts DESC LIMIT 50;
-- reads slug: String, name: Option<String>, posts: Int
