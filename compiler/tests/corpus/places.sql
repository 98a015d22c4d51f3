-- Boxes on a map: an R*Tree.

-- migration 001_places
CREATE TABLE places (id INTEGER PRIMARY KEY, name TEXT NOT NULL, note TEXT);
CREATE VIRTUAL TABLE areas USING rtree(id, west, east, south, north, +label);
CREATE VIRTUAL TABLE cells USING rtree_i32(id, low, high);

-- query all_areas()
SELECT id, west, east, south, north FROM areas;
-- reads id: Int, west: Float, east: Float, south: Float, north: Float

-- query wide(x: Float)
SELECT id, east - west AS width FROM areas WHERE east >= :x - 1000;
-- reads id: Int, width: Float
-- takes :x Float

-- query labelled()
SELECT id, CAST(label AS TEXT) AS label FROM areas;
-- reads id: Int, label: Option<String>

-- query cells()
SELECT id, low, high, high - low AS size FROM cells WHERE low > -1000;
-- reads id: Int, low: Int, high: Int, size: Int

-- query placed()
SELECT p.id, p.name, c.low FROM places AS p LEFT JOIN cells AS c ON c.id = p.id;
-- reads id: Int, name: String, low: Option<Int>

-- query middle()
SELECT avg(west) AS west, max(high) AS high FROM areas, cells;
-- reads west: Option<Float>, high: Option<Int>

-- query add_cell(low, high)
INSERT INTO cells (low, high) VALUES (min(:low, :high), max(:low, :high));
-- writes
-- takes :low Int, :high Int

-- query move_cells(by)
UPDATE cells SET high = high + abs(:by % 10) WHERE high < 1000;
-- writes
-- takes :by Int

-- query drop_cells(id)
DELETE FROM cells WHERE id <> :id;
-- writes
-- takes :id Int
