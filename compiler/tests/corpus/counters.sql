-- The counters of a page: the least that a schema can be.

-- migration 001_counters
CREATE TABLE counters (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  count INTEGER NOT NULL DEFAULT 0,
  step REAL,
  note TEXT
);

-- query all_counters()
SELECT id, name, count, step, note FROM counters ORDER BY name;
-- reads id: Int, name: String, count: Int, step: Option<Float>, note: Option<String>

-- query counter(name)
SELECT count, step FROM counters WHERE name = :name;
-- reads count: Int, step: Option<Float>
-- takes :name String

-- query bump(name, by)
UPDATE counters SET count = count + :by WHERE name = :name RETURNING count, note;
-- writes count: Int, note: Option<String>
-- takes :name String, :by Int
