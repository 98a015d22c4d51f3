-- An inventory in STRICT tables, with columns that are computed.

-- migration 001_inventory
CREATE TABLE parts (
  sku TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  width INTEGER NOT NULL,
  height INTEGER,
  price REAL NOT NULL,
  extra ANY,
  area INTEGER AS (width * height),
  gross REAL NOT NULL AS (price * 1.2) STORED,
  label TEXT NOT NULL GENERATED ALWAYS AS (name || ' (' || sku || ')') VIRTUAL
) STRICT;
CREATE TABLE bins (
  id INTEGER PRIMARY KEY,
  sku TEXT REFERENCES parts (sku),
  count INT NOT NULL CHECK (count >= 0),
  volume REAL,
  density REAL AS (count / volume),
  is_empty INTEGER NOT NULL AS (count = 0)
) STRICT;
CREATE INDEX bins_by_density ON bins (density);
CREATE INDEX bins_by_share ON bins (count * volume);
CREATE INDEX parts_by_gross ON parts (gross, sku);

-- query parts()
SELECT sku, name, width, height, price, area, gross, label FROM parts;
-- reads sku: String, name: String, width: Int, height: Option<Int>, price: Float, area: Option<Int>, gross: Float, label: String

-- query extras()
SELECT sku, CAST(extra AS TEXT) AS extra, typeof(extra) AS kind FROM parts;
-- reads sku: String, extra: Option<String>, kind: String

-- query extras_promised()
SELECT sku, CAST(extra AS INTEGER) AS "number!", name AS "name?" FROM parts WHERE extra IS NOT NULL;
-- reads sku: String, number: Int, name: Option<String>

-- query bins()
SELECT * FROM bins;
-- reads id: Int, sku: Option<String>, count: Int, volume: Option<Float>, density: Option<Float>, is_empty: Int

-- query dense(least)
SELECT id, density FROM bins WHERE density >= :least ORDER BY density;
-- reads id: Int, density: Float
-- takes :least Float

-- query by_index_alone()
SELECT gross, sku FROM parts WHERE gross > 1.0 ORDER BY gross;
-- reads gross: Float, sku: String

-- query by_index_of_an_expression()
SELECT id, count * volume AS amount FROM bins WHERE count * volume > 2 ORDER BY count * volume;
-- reads id: Int, amount: Float

-- query areas()
SELECT area, COUNT(*) AS n, SUM(gross) AS gross FROM parts GROUP BY area ORDER BY area;
-- reads area: Option<Int>, n: Int, gross: Float

-- query stock()
SELECT p.sku, p.label, SUM(b.count) AS stock, MAX(b.density) AS densest, SUM(b.is_empty) AS empty_bins FROM parts p LEFT JOIN bins b ON b.sku = p.sku GROUP BY p.sku;
-- reads sku: String, label: String, stock: Option<Int>, densest: Option<Float>, empty_bins: Option<Int>

-- query stock_there_is()
SELECT sku, p.label, SUM(count) AS stock FROM parts p JOIN bins b USING (sku) GROUP BY sku HAVING SUM(count) > 0;
-- reads sku: String, label: String, stock: Int

-- query in_full()
SELECT sku, p.name, b.id, b.count FROM parts p FULL JOIN bins b USING (sku);
-- reads sku: Option<String>, name: Option<String>, id: Option<Int>, count: Option<Int>

-- query bins_without_parts()
SELECT b.id, b.count FROM parts p RIGHT JOIN bins b USING (sku) WHERE p.sku IS NULL;
-- reads id: Int, count: Int

-- query value_of_stock()
SELECT COALESCE(SUM(b.count * p.price), 0.0) AS worth, COUNT(DISTINCT p.sku) AS parts FROM bins b JOIN parts p ON p.sku = b.sku;
-- reads worth: Float, parts: Int

-- query cheapest()
SELECT sku, MIN(price) AS price FROM parts;
-- reads sku: Option<String>, price: Option<Float>

-- query halves()
SELECT sku, width / 2 AS half, width / 2.0 AS exact, width % 2 AS odd, height / width AS ratio, width & 3 AS low, width << 1 AS twice, ~width AS inverse FROM parts;
-- reads sku: String, half: Int, exact: Float, odd: Int, ratio: Option<Int>, low: Int, twice: Int, inverse: Int

-- query rename_part(sku, name)
UPDATE parts SET name = :name, height = height + 1 WHERE sku = :sku RETURNING sku, name, height, area, label, gross;
-- writes sku: String, name: String, height: Option<Int>, area: Option<Int>, label: String, gross: Float
-- takes :sku String, :name String

-- query remove_empty()
-- few: only empty bins
DELETE FROM bins WHERE is_empty AND sku IS NOT NULL RETURNING id, sku, volume;
-- writes id: Int, sku: String, volume: Option<Float>
