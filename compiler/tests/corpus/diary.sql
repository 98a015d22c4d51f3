-- Days and times, stored as texts and as numbers.

-- migration 001_diary
CREATE TABLE notes (
  id INTEGER PRIMARY KEY,
  day DATE NOT NULL,
  due DATE,
  at INTEGER NOT NULL,
  seen REAL,
  label TEXT
);

-- query days()
-- nullable d: a text that is a day is known of the column, not of the function
-- nullable year: a text that is a day is known of the column, not of the function
SELECT date(day) AS d, date(due) AS due, date(label) AS parsed, strftime('%Y', day) AS year, time(at, 'unixepoch') AS clock
FROM notes;
-- reads d: Option<String>, due: Option<String>, parsed: Option<String>, year: Option<String>, clock: Option<String>

-- query now()
SELECT date('now') AS today, datetime('now', '-1 day') AS yesterday, unixepoch('now') AS stamp, julianday('now') AS julian, CURRENT_DATE AS cd, CURRENT_TIMESTAMP AS ct
FROM notes;
-- reads today: String, yesterday: String, stamp: Int, julian: Float, cd: String, ct: String

-- query stamps()
-- nullable a: a text that is a day is known of the column, not of the function
SELECT unixepoch(day) AS a, julianday(label) AS b, datetime(at, 'unixepoch') AS c, timediff(day, label) AS d
FROM notes;
-- reads a: Option<Int>, b: Option<Float>, c: Option<String>, d: Option<String>

-- query shifted(by)
-- nullable formatted: a text that is a day is known of the column, not of the function
SELECT date(day, :by) AS moved, strftime(:by, day) AS formatted FROM notes;
-- reads moved: Option<String>, formatted: Option<String>
-- takes :by String

-- query overdue(today: Date)
SELECT id, due, due < :today AS late FROM notes WHERE due <> :today;
-- reads id: Int, due: Date, late: Bool
-- takes :today Date

-- query by_year()
SELECT substr(day, 1, 4) AS year, count(*) AS n, min(due) AS first, max(day) AS last
FROM notes
GROUP BY 1;
-- reads year: String, n: Int, first: Option<Date>, last: Date

-- query next_due()
SELECT min(due) AS due, count(*) AS n FROM notes;
-- reads due: Option<Date>, n: Int

-- query write(day: Date, due: Option<Date>, at)
INSERT INTO notes (day, due, at) VALUES (:day, :due, :at) RETURNING id, day, due, label;
-- writes id: Int, day: Date, due: Option<Date>, label: Option<String>
-- takes :day Date, :due Option<Date>, :at Int

-- query postpone(day: Date)
UPDATE notes SET due = day, day = :day RETURNING day, due, seen;
-- writes day: Date, due: Date, seen: Option<Float>
-- takes :day Date

-- query seen()
SELECT CAST(seen AS INTEGER) AS whole, at + seen AS sum, at / 1000 AS seconds, seen IS NULL AS never
FROM notes;
-- reads whole: Option<Int>, sum: Option<Float>, seconds: Int, never: Bool
