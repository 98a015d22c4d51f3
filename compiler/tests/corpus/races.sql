-- Windows of every kind.

-- migration 001_races
CREATE TABLE laps (
  id INTEGER PRIMARY KEY,
  runner INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  pulse INTEGER,
  pace REAL,
  shoe TEXT
);

-- query ranks()
SELECT id, row_number() OVER (ORDER BY id) AS n, rank() OVER w AS r, dense_rank() OVER w AS d, percent_rank() OVER w AS p, cume_dist() OVER w AS c, ntile(3) OVER w AS third
FROM laps
WINDOW w AS (ORDER BY seconds);
-- reads id: Int, n: Int, r: Int, d: Int, p: Float, c: Float, third: Int

-- query running()
SELECT sum(seconds) OVER (ORDER BY id) AS total, avg(pulse) OVER (ORDER BY id) AS mean, count(*) OVER (PARTITION BY runner) AS n, total(pace) OVER () AS paces
FROM laps
WHERE seconds BETWEEN -100 AND 100;
-- reads total: Int, mean: Option<Float>, n: Int, paces: Float

-- query neighbours()
SELECT lag(seconds) OVER w AS before, lead(seconds, 1, 0) OVER w AS after, lag(pulse, 2) OVER w AS pulse, lead(shoe, 1, 'none') OVER w AS shoe
FROM laps
WINDOW w AS (PARTITION BY runner ORDER BY id);
-- reads before: Option<Int>, after: Int, pulse: Option<Int>, shoe: Option<String>

-- query edges()
SELECT first_value(seconds) OVER w AS first, last_value(shoe) OVER w AS last, nth_value(seconds, 2) OVER w AS second
FROM laps
WINDOW w AS (ORDER BY id);
-- reads first: Int, last: Option<String>, second: Option<Int>

-- query rows_before()
SELECT max(seconds) OVER (ORDER BY id ROWS BETWEEN 2 PRECEDING AND 1 PRECEDING) AS earlier, max(seconds) OVER (ORDER BY id ROWS 1 PRECEDING) AS near
FROM laps;
-- reads earlier: Option<Int>, near: Int

-- query rows_after()
SELECT first_value(seconds) OVER (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 2 FOLLOWING) AS next, count(pulse) OVER (ORDER BY id ROWS BETWEEN CURRENT ROW AND UNBOUNDED FOLLOWING) AS later
FROM laps;
-- reads next: Option<Int>, later: Int

-- query ranges(width: Int)
SELECT max(seconds) OVER (ORDER BY pulse RANGE BETWEEN :width PRECEDING AND CURRENT ROW) AS near
FROM laps
WHERE :width >= 0;
-- reads near: Int
-- takes :width Int

-- query by_groups()
SELECT min(seconds) OVER (ORDER BY runner GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING) AS a, min(pulse) OVER (ORDER BY runner GROUPS CURRENT ROW) AS b
FROM laps;
-- reads a: Int, b: Option<Int>

-- query excluding()
SELECT max(seconds) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE CURRENT ROW) AS others, max(seconds) OVER (ORDER BY runner GROUPS CURRENT ROW EXCLUDE TIES) AS alone, max(seconds) OVER (PARTITION BY runner ORDER BY shoe RANGE UNBOUNDED PRECEDING EXCLUDE GROUP) AS outside, max(id) OVER (ORDER BY id ROWS UNBOUNDED PRECEDING EXCLUDE NO OTHERS) AS all_of
FROM laps;
-- reads others: Option<Int>, alone: Int, outside: Option<Int>, all_of: Int

-- query filtered()
SELECT max(seconds) FILTER (WHERE pulse > 1) OVER (ORDER BY id) AS quick, count(*) FILTER (WHERE shoe IS NULL) OVER () AS bare
FROM laps;
-- reads quick: Option<Int>, bare: Int

-- query based()
SELECT max(seconds) OVER (w ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) AS near, max(seconds) OVER late AS late, max(pace) OVER w AS pace
FROM laps
WINDOW w AS (PARTITION BY runner ORDER BY id), late AS (ORDER BY id ROWS BETWEEN 1 FOLLOWING AND 1 FOLLOWING);
-- reads near: Int, late: Option<Int>, pace: Option<Float>

-- query over_groups()
SELECT runner, max(seconds) AS most, rank() OVER (ORDER BY max(seconds)) AS place, max(count(*)) OVER () AS laps
FROM laps
GROUP BY runner;
-- reads runner: Int, most: Int, place: Int, laps: Int

-- query best()
SELECT runner, seconds, shoe
FROM (SELECT runner, seconds, shoe, row_number() OVER (PARTITION BY runner ORDER BY seconds) AS n FROM laps)
WHERE n = 1;
-- reads runner: Int, seconds: Int, shoe: Option<String>

-- query joined_shoes()
SELECT group_concat(shoe, '-') OVER (ORDER BY id) AS so_far, json_group_array(runner) OVER (ORDER BY id ROWS 2 PRECEDING) AS last
FROM laps;
-- reads so_far: Option<String>, last: Json

-- query parameters(before: Int)
SELECT sum(id) OVER (ORDER BY id ROWS BETWEEN :before PRECEDING AND CURRENT ROW) AS s
FROM laps
WHERE :before >= 0;
-- reads s: Int
-- takes :before Int
