-- A school: the aggregates of a subquery may be those of the query around it, and names may hide names.

-- migration 001_school
CREATE TABLE students (student INTEGER PRIMARY KEY, name TEXT NOT NULL, class TEXT, age INTEGER);
CREATE TABLE courses (course INTEGER PRIMARY KEY, title TEXT NOT NULL, credits INTEGER, room TEXT);
CREATE TABLE marks (student INTEGER NOT NULL REFERENCES students (student), course INTEGER NOT NULL REFERENCES courses (course), mark REAL, day DATE);

-- query transcript(student)
SELECT title, mark, credits FROM marks NATURAL JOIN courses WHERE student = :student;
-- reads title: String, mark: Option<Float>, credits: Option<Int>
-- takes :student Int

-- query averages()
SELECT name, AVG(mark) AS mean, COUNT(mark) AS marks FROM students NATURAL LEFT JOIN marks GROUP BY student;
-- reads name: String, mean: Option<Float>, marks: Int

-- query best_of_course()
SELECT title, MAX(mark) AS best, name FROM courses JOIN marks USING (course) JOIN students USING (student) GROUP BY course;
-- reads title: String, best: Option<Float>, name: String

-- query classes()
SELECT class, GROUP_CONCAT(DISTINCT name) AS names, MIN(age) AS youngest FROM students WHERE class IS NOT NULL GROUP BY class;
-- reads class: String, names: String, youngest: Option<Int>

-- query hidden_table()
WITH students AS (SELECT 1 AS student, NULL AS name UNION ALL SELECT course, title FROM courses) SELECT student, name FROM students;
-- reads student: Int, name: Option<String>

-- query later_common_table()
WITH good AS (SELECT student, mean FROM means WHERE mean > 1.0), means AS (SELECT student, AVG(mark) AS mean FROM marks GROUP BY student) SELECT name, mean FROM students LEFT JOIN good USING (student);
-- reads name: String, mean: Option<Float>

-- query nested_common_tables()
WITH a AS (WITH b AS (SELECT course, room FROM courses WHERE room IS NOT NULL) SELECT course, room FROM b) SELECT c.title, a.room FROM courses c LEFT JOIN a ON a.course = c.course;
-- reads title: String, room: Option<String>

-- query common_table_used_twice()
WITH m AS (SELECT student, course, mark FROM marks WHERE mark IS NOT NULL) SELECT a.student, b.student AS other, a.mark - b.mark AS gap FROM m a JOIN m b ON a.course = b.course AND a.student <> b.student;
-- reads student: Int, other: Int, gap: Float

-- query ranked()
SELECT name, (SELECT COUNT(*) + 1 FROM students o WHERE o.age > s.age) AS rank, age FROM students s ORDER BY rank, name;
-- reads name: String, rank: Int, age: Option<Int>

-- query all_pass(least)
SELECT s.name FROM students s WHERE :least <= (SELECT MIN(mark) FROM marks m WHERE m.student = s.student);
-- reads name: String
-- takes :least Float

-- query double_negation()
SELECT name FROM students s WHERE NOT EXISTS (SELECT 1 FROM courses c WHERE c.credits > 3 AND NOT EXISTS (SELECT 1 FROM marks m WHERE m.student = s.student AND m.course = c.course));
-- reads name: String

-- query scalar_of_one_row()
SELECT (SELECT COUNT(*) FROM marks) AS marks, (SELECT TOTAL(credits) FROM courses) AS credits, (SELECT 'x') AS text, (SELECT COUNT(*) FROM marks HAVING COUNT(*) > 2) AS many, (SELECT COUNT(*) FROM marks LIMIT 1 OFFSET 1) AS none_at_all;
-- reads marks: Int, credits: Float, text: String, many: Option<Int>, none_at_all: Option<Int>

-- query group_of_nothing()
SELECT MAX(age) AS oldest, class, COUNT(*) AS n FROM students WHERE age > 2;
-- reads oldest: Option<Int>, class: Option<String>, n: Int

-- query group_by_number()
SELECT class, age > 3 AS older, COUNT(*) AS n FROM students GROUP BY 1, 2 ORDER BY 3;
-- reads class: Option<String>, older: Option<Bool>, n: Int

-- query distinct_of_joins()
SELECT DISTINCT c.room, s.class FROM marks m JOIN courses c USING (course) JOIN students s USING (student) WHERE c.room = s.class OR c.room IS NULL;
-- reads room: Option<String>, class: Option<String>

-- query derived_of_derived()
SELECT t.class, t.n * 2 AS twice FROM (SELECT class, n FROM (SELECT class, COUNT(*) AS n FROM students GROUP BY class) WHERE n > 1) t;
-- reads class: Option<String>, twice: Int

-- query derived_left()
SELECT s.name, t.one, t.mean FROM students s LEFT JOIN (SELECT student, 1 AS one, AVG(mark) AS mean FROM marks GROUP BY student) t ON t.student = s.student;
-- reads name: String, one: Option<Int>, mean: Option<Float>

-- query derived_left_there()
SELECT s.name, t.one, t.mean FROM students s LEFT JOIN (SELECT student, 1 AS one, AVG(mark) AS mean FROM marks GROUP BY student) t ON t.student = s.student WHERE t.one = 1;
-- reads name: String, one: Int, mean: Option<Float>

-- query parentheses()
SELECT s.name, m.mark, c.title FROM students s LEFT JOIN (marks m JOIN courses c ON c.course = m.course) ON m.student = s.student;
-- reads name: String, mark: Option<Float>, title: Option<String>

-- query parentheses_with_left()
SELECT s.name, m.mark, c.title FROM students s JOIN (marks m LEFT JOIN courses c ON c.course = m.course AND c.credits > 2) ON m.student = s.student;
-- reads name: String, mark: Option<Float>, title: Option<String>

-- query left_right_full()
SELECT s.name, m.day, c.title, x.title AS other FROM students s LEFT JOIN marks m ON m.student = s.student RIGHT JOIN courses c ON c.course = m.course FULL JOIN courses x ON x.course = c.course + 1;
-- reads name: Option<String>, day: Option<Date>, title: Option<String>, other: Option<String>

-- query three_commas()
SELECT s.name, m.mark, c.title FROM students s, marks m, courses c WHERE s.student = m.student AND c.course = m.course AND m.mark > 0;
-- reads name: String, mark: Float, title: String

-- query outer_aggregate()
SELECT s.name, (SELECT MAX(s.age)) AS oldest FROM students s;
-- reads name: Option<String>, oldest: Option<Int>

-- query outer_aggregate_of_a_table()
SELECT s.name, (SELECT SUM(s.age) FROM courses) AS ages FROM students s;
-- reads name: Option<String>, ages: Option<Int>

-- query halves_and_wholes()
SELECT age AS n FROM students UNION ALL SELECT mark FROM marks UNION ALL SELECT NULL;
-- reads n: Option<Float>

-- query page(limit, offset)
SELECT name, age FROM students ORDER BY name, student LIMIT :limit OFFSET :offset;
-- reads name: String, age: Option<Int>
-- takes :limit Int, :offset Int
