-- Sensors: what they measure, in one table without a rowid and one that grew.

-- migration 001_sensors
CREATE TABLE sensors (serial TEXT PRIMARY KEY NOT NULL, kind TEXT NOT NULL, offset REAL NOT NULL DEFAULT 0, placed INTEGER) WITHOUT ROWID;
CREATE TABLE readings (serial TEXT NOT NULL REFERENCES sensors (serial), at INTEGER NOT NULL, value REAL, PRIMARY KEY (serial, at)) WITHOUT ROWID;

-- migration 002_quality
ALTER TABLE readings ADD COLUMN quality INTEGER NOT NULL DEFAULT 1;
ALTER TABLE readings ADD COLUMN factor REAL NOT NULL DEFAULT 1;
ALTER TABLE sensors ADD COLUMN label TEXT;
ALTER TABLE sensors RENAME COLUMN placed TO placed_at;

-- migration 003_views
CREATE VIEW good AS SELECT serial, at, value FROM readings WHERE quality > 0 AND value IS NOT NULL;
CREATE VIEW latest AS SELECT serial, MAX(at) AS at, value FROM readings GROUP BY serial;
CREATE VIEW everything AS SELECT serial AS source, value FROM readings UNION ALL SELECT kind, offset FROM sensors;

-- query all_readings()
SELECT * FROM readings;
-- reads serial: String, at: Int, value: Option<Float>, quality: Int, factor: Float

-- query all_sensors()
SELECT * FROM sensors;
-- reads serial: String, kind: String, offset: Float, placed_at: Option<Int>, label: Option<String>

-- query good_readings()
SELECT serial, at, value FROM good;
-- reads serial: String, at: Int, value: Float

-- query latest_readings()
SELECT serial, at, value FROM latest;
-- reads serial: String, at: Int, value: Option<Float>

-- query everything_there_is()
SELECT source, value FROM everything ORDER BY source;
-- reads source: String, value: Option<Float>

-- query everything_good(least)
SELECT source, value * 2 AS twice FROM everything WHERE value >= :least;
-- reads source: String, twice: Float
-- takes :least Float

-- query corrected()
SELECT r.serial, r.at, r.value + s.offset AS value, r.value * r.factor AS scaled, s.label FROM readings r JOIN sensors s USING (serial);
-- reads serial: String, at: Int, value: Option<Float>, scaled: Option<Float>, label: Option<String>

-- query good_beside_latest()
SELECT l.serial, l.at, g.value FROM latest l LEFT JOIN good g ON g.serial = l.serial AND g.at = l.at;
-- reads serial: String, at: Int, value: Option<Float>

-- query daily()
SELECT serial, at / 24 AS day, AVG(value) AS mean, MIN(value) AS low, MAX(value) AS high, COUNT(value) AS values_seen FROM readings GROUP BY serial, at / 24;
-- reads serial: String, day: Int, mean: Option<Float>, low: Option<Float>, high: Option<Float>, values_seen: Int

-- query daily_of_good()
SELECT serial, at / 24 AS day, AVG(value) AS mean, MAX(value) - MIN(value) AS spread FROM good GROUP BY serial, day;
-- reads serial: String, day: Int, mean: Float, spread: Float

-- query overall()
SELECT AVG(value) AS mean, TOTAL(value) AS total, COUNT(*) AS n FROM good;
-- reads mean: Option<Float>, total: Float, n: Int

-- query out_of_range(low, high)
SELECT serial, at, value FROM readings WHERE value NOT BETWEEN :low AND :high;
-- reads serial: String, at: Int, value: Float
-- takes :low Float, :high Float

-- query gaps()
SELECT a.serial, a.at, MIN(b.at) AS next, MIN(b.at) - a.at AS gap FROM readings a LEFT JOIN readings b ON b.serial = a.serial AND b.at > a.at GROUP BY a.serial, a.at;
-- reads serial: String, at: Int, next: Option<Int>, gap: Option<Int>

-- query silent()
SELECT serial, kind, placed_at FROM sensors EXCEPT SELECT s.serial, s.kind, s.placed_at FROM sensors s JOIN readings USING (serial);
-- reads serial: String, kind: String, placed_at: Option<Int>

-- query kinds()
SELECT kind, COUNT(*) AS n, MAX(label) AS label, SUM(placed_at IS NOT NULL) AS placed FROM sensors GROUP BY kind HAVING n > 0;
-- reads kind: String, n: Int, label: Option<String>, placed: Int

-- query rounded()
SELECT serial, CAST(value AS INTEGER) AS whole, round(value, 1) AS tenth, abs(value) AS size, CAST(at AS REAL) AS at, CAST(value AS TEXT) AS text FROM readings;
-- reads serial: String, whole: Option<Int>, tenth: Option<Float>, size: Option<Float>, at: Float, text: Option<String>

-- query placed(after, before)
-- few: two bounds that leave little between them
SELECT serial, placed_at FROM sensors WHERE placed_at > :after AND placed_at < :before;
-- reads serial: String, placed_at: Int
-- takes :after Int, :before Int

-- query insert_reading(serial, at, value: Option<Float>)
INSERT INTO readings (serial, at, value) SELECT serial, :at, :value FROM sensors WHERE serial >= :serial
ON CONFLICT (serial, at) DO UPDATE SET value = excluded.value RETURNING serial, at, value, quality, factor;
-- writes serial: String, at: Int, value: Option<Float>, quality: Int, factor: Float
-- takes :serial String, :at Int, :value Option<Float>
