-- Lists as arguments: among them, not among them, and as tables of their own.

-- migration 001_readings
CREATE TABLE sensors (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  place TEXT
);
CREATE TABLE readings (
  id INTEGER PRIMARY KEY,
  sensor_id INTEGER NOT NULL REFERENCES sensors (id),
  amount REAL,
  raw BLOB,
  good BOOLEAN NOT NULL DEFAULT TRUE,
  day DATE
);

-- query some_sensors(ids: List<Int>)
SELECT id, name, place FROM sensors WHERE id IN (:ids);
-- reads id: Int, name: String, place: Option<String>
-- takes :ids List<Int>

-- query in_these_places(places: List<String>)
SELECT id, place FROM sensors WHERE place IN (:places);
-- reads id: Int, place: String
-- takes :places List<String>

-- query in_other_places(places: List<String>)
SELECT id, place FROM sensors WHERE place NOT IN (:places);
-- reads id: Int, place: Option<String>
-- takes :places List<String>

-- query whether_in_places(places: List<String>)
SELECT id, place IN (:places) AS there, NOT (place IN (:places)) AS elsewhere FROM sensors;
-- reads id: Int, there: Option<Bool>, elsewhere: Option<Bool>
-- takes :places List<String>

-- query in_no_place_of(places: List<String>)
SELECT id, place FROM sensors WHERE NOT (place IN (:places));
-- reads id: Int, place: Option<String>
-- takes :places List<String>

-- query by_raw(raws: List<Bytes>)
SELECT id, raw FROM readings WHERE raw IN (:raws);
-- reads id: Int, raw: Bytes
-- takes :raws List<Bytes>

-- query by_amount(amounts: List<Float>, ids: List<Int>)
SELECT id, amount FROM readings WHERE amount IN (:amounts) OR sensor_id IN (:ids);
-- reads id: Int, amount: Option<Float>
-- takes :amounts List<Float>, :ids List<Int>

-- query by_good(states: List<Bool>, days: List<Date>)
SELECT id, good, day FROM readings WHERE good IN (:states) AND day IN (:days);
-- reads id: Int, good: Bool, day: Date
-- takes :states List<Bool>, :days List<Date>

-- query as_asked(ids: List<Int>)
SELECT i."key" AS place, i.value AS id, s.name FROM json_each(:ids) i LEFT JOIN sensors s ON s.id = i.value;
-- reads place: Int, id: Int, name: Option<String>
-- takes :ids List<Int>

-- query days_without(days: List<Date>)
SELECT d.value AS day, count(r.id) AS readings
FROM json_each(:days) d LEFT JOIN readings r ON r.day = d.value GROUP BY d.value;
-- reads day: Date, readings: Int
-- takes :days List<Date>

-- query all_or_some(ids: List<Int>)
SELECT id, json_array_length(:ids) AS asked FROM sensors WHERE json_array_length(:ids) = 0 OR id IN (:ids);
-- reads id: Int, asked: Int
-- takes :ids List<Int>

-- query add_sensors(names: List<String>)
INSERT INTO sensors (name) SELECT value FROM json_each(:names) WHERE TRUE ON CONFLICT DO NOTHING RETURNING id, name, place;
-- writes id: Int, name: String, place: Option<String>
-- takes :names List<String>

-- query mark(ids: List<Int>, good: Bool)
UPDATE readings SET good = :good WHERE id IN (:ids) RETURNING id, good, sensor_id IN (:ids) AS twice;
-- writes id: Int, good: Bool, twice: Bool
-- takes :ids List<Int>, :good Bool

-- query forget(ids: List<Int>)
DELETE FROM readings WHERE id NOT IN (:ids) RETURNING id, day;
-- writes id: Int, day: Option<Date>
-- takes :ids List<Int>
