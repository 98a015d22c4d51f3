-- Aggregates of every kind.

-- migration 001_votes
CREATE TABLE votes (
  id INTEGER PRIMARY KEY,
  poll INTEGER NOT NULL,
  choice TEXT,
  weight INTEGER NOT NULL DEFAULT 1,
  trust REAL,
  public BOOLEAN NOT NULL DEFAULT TRUE
);

-- query counted()
SELECT count(*) AS n, count(choice) AS chosen, count(DISTINCT choice) AS kinds, count() AS all_of
FROM votes;
-- reads n: Int, chosen: Int, kinds: Int, all_of: Int

-- query no_rows()
SELECT sum(weight) AS total, avg(weight) AS mean, max(choice) AS last, total(trust) AS trusted, group_concat(choice) AS listed
FROM votes
WHERE id < 2;
-- reads total: Option<Int>, mean: Option<Float>, last: Option<String>, trusted: Float, listed: Option<String>

-- query grouped()
SELECT poll, max(weight) AS most, min(choice) AS first, max(public) AS any_public, avg(trust) AS mean
FROM votes
GROUP BY poll;
-- reads poll: Int, most: Int, first: Option<String>, any_public: Bool, mean: Option<Float>

-- query having(least: Int)
SELECT poll, count(*) AS n FROM votes GROUP BY poll HAVING count(*) > :least - 3;
-- reads poll: Int, n: Int
-- takes :least Int

-- query filtered()
SELECT poll, max(weight) FILTER (WHERE public) AS open_most, count(*) FILTER (WHERE NOT public) AS hidden
FROM votes
GROUP BY poll;
-- reads poll: Int, open_most: Option<Int>, hidden: Int

-- query distinct_sums()
SELECT poll, sum(DISTINCT weight) AS total, group_concat(DISTINCT choice) AS kinds
FROM votes
WHERE weight BETWEEN -100 AND 100
GROUP BY poll;
-- reads poll: Int, total: Int, kinds: Option<String>

-- query ordered()
SELECT poll, group_concat(choice, ', ' ORDER BY id DESC) AS listed, string_agg(poll, '-') AS polls, json_group_array(choice ORDER BY weight) AS j
FROM votes
GROUP BY poll;
-- reads poll: Int, listed: Option<String>, polls: String, j: Json

-- query bare()
SELECT poll, choice, max(weight) AS most FROM votes;
-- reads poll: Option<Int>, choice: Option<String>, most: Option<Int>

-- query bare_grouped()
SELECT poll, choice, trust, min(weight) AS least FROM votes GROUP BY poll;
-- reads poll: Int, choice: Option<String>, trust: Option<Float>, least: Int

-- query inside()
SELECT v.id, (SELECT max(v.id)) AS last FROM votes AS v;
-- reads id: Option<Int>, last: Option<Int>

-- query subquery()
SELECT poll, (SELECT count(*) FROM votes AS o WHERE o.poll = v.poll) AS n, (SELECT max(trust) FROM votes AS o WHERE o.poll = v.poll) AS best
FROM votes AS v;
-- reads poll: Int, n: Int, best: Option<Float>

-- query sum_of_conditions()
SELECT sum(public) AS open, sum(weight > 1) AS heavy, avg(public) AS share FROM votes;
-- reads open: Option<Int>, heavy: Option<Int>, share: Option<Float>

-- query coalesced()
SELECT coalesce(sum(weight), 0) AS total, ifnull(max(choice), '') AS last, total(weight) AS real_total
FROM votes
WHERE weight BETWEEN -100 AND 100;
-- reads total: Int, last: String, real_total: Float

-- query cast_vote(poll, choice: Option<String>)
INSERT INTO votes (poll, choice)
VALUES (:poll, :choice)
RETURNING id, poll, choice, weight, trust, public;
-- writes id: Int, poll: Int, choice: Option<String>, weight: Int, trust: Option<Float>, public: Bool
-- takes :poll Int, :choice Option<String>
