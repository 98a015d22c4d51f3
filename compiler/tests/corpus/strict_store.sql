-- STRICT tables, WITHOUT ROWID, and generated columns.

-- migration 001_strict_store
CREATE TABLE items (
  sku TEXT PRIMARY KEY,
  price INTEGER NOT NULL,
  discount INTEGER,
  weight REAL,
  extra ANY,
  photo BLOB,
  net INTEGER GENERATED ALWAYS AS (price - coalesce(discount, 0)) VIRTUAL,
  label TEXT NOT NULL AS (sku || ':' || price) STORED
) STRICT, WITHOUT ROWID;
CREATE TABLE stock (
  shelf INTEGER,
  sku TEXT REFERENCES items (sku),
  n INT NOT NULL DEFAULT 0,
  CHECK (n >= -5),
  PRIMARY KEY (shelf, sku)
) STRICT, WITHOUT ROWID;
CREATE TABLE loose (code TEXT PRIMARY KEY, n INTEGER) STRICT;

-- query all_items()
-- nullable net: what a generated column computes is not analysed
SELECT sku, price, discount, weight, photo, net, label FROM items;
-- reads sku: String, price: Int, discount: Option<Int>, weight: Option<Float>, photo: Option<Bytes>, net: Option<Int>, label: String

-- query extras()
SELECT sku, CAST(extra AS TEXT) AS extra, typeof(extra) AS kind FROM items;
-- reads sku: String, extra: Option<String>, kind: String

-- query stocked()
-- nullable net: what a generated column computes is not analysed
SELECT s.shelf, s.sku, s.n, i.price, i.net FROM stock AS s JOIN items AS i USING (sku);
-- reads shelf: Int, sku: String, n: Int, price: Int, net: Option<Int>

-- query unstocked()
SELECT i.sku, s.shelf, s.n FROM items AS i LEFT JOIN stock AS s ON s.sku = i.sku;
-- reads sku: String, shelf: Option<Int>, n: Option<Int>

-- query loose_keys()
SELECT code, n, rowid AS row FROM loose;
-- reads code: String, n: Option<Int>, row: Int

-- query put(sku, price, weight: Option<Float>)
-- nullable net: what a generated column computes is not analysed
INSERT INTO items (sku, price, weight)
VALUES (:sku, :price, :weight)
ON CONFLICT (sku) DO UPDATE SET price = excluded.price, weight = :weight
RETURNING sku, price, weight, net, label;
-- writes sku: String, price: Int, weight: Option<Float>, net: Option<Int>, label: String
-- takes :sku String, :price Int, :weight Option<Float>

-- query replace_item(sku, price)
-- nullable net: what a generated column computes is not analysed
REPLACE INTO items (sku, price)
VALUES (:sku, :price)
RETURNING sku, price, discount, label, net;
-- writes sku: String, price: Int, discount: Option<Int>, label: String, net: Option<Int>
-- takes :sku String, :price Int

-- query discount(by)
-- nullable net: what a generated column computes is not analysed
UPDATE items SET discount = coalesce(discount, 0) + :by % 10 RETURNING sku, discount, net;
-- writes sku: String, discount: Int, net: Option<Int>
-- takes :by Int

-- query several_clauses(sku, price)
INSERT INTO items AS i (sku, price)
VALUES (:sku, :price)
ON CONFLICT (sku) DO UPDATE SET price = i.price + 1
WHERE i.price < 1000
ON CONFLICT DO NOTHING
RETURNING price, discount;
-- writes price: Int, discount: Option<Int>
-- takes :sku String, :price Int

-- query remove(sku)
DELETE FROM loose WHERE code <> :sku RETURNING code, n;
-- writes code: String, n: Option<Int>
-- takes :sku String

-- query defaults(code)
INSERT INTO loose (code) VALUES (:code) RETURNING code, n, rowid AS id;
-- writes code: String, n: Option<Int>, id: Int
-- takes :code String

-- query counted()
SELECT sku, sum(n) AS n, max(shelf) AS last FROM stock GROUP BY sku;
-- reads sku: String, n: Int, last: Int

-- query from_json(code)
INSERT OR REPLACE INTO loose (code, n)
VALUES (:code, json_extract('{"n": 1}', iif(length(:code) % 2, '$.n', '$.m')))
RETURNING code, n;
-- writes code: String, n: Option<Int>
-- takes :code String
