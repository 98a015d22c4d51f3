-- A shop: who buys what, and what was paid for it.
-- enum OrderState: open, paid, shipped
-- means orders.state: OrderState
-- means orders.placed_at: Time

-- migration 001_shop
CREATE TABLE customers (
  id INTEGER PRIMARY KEY,
  email TEXT NOT NULL UNIQUE,
  name TEXT,
  city TEXT,
  vip BOOLEAN NOT NULL DEFAULT FALSE
);
CREATE TABLE products (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  price REAL NOT NULL CHECK (price >= 0),
  weight REAL,
  stock INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE orders (
  id INTEGER PRIMARY KEY,
  customer_id INTEGER NOT NULL REFERENCES customers (id),
  state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'paid', 'shipped')),
  placed_at INTEGER NOT NULL,
  note TEXT
);
CREATE TABLE order_items (
  order_id INTEGER NOT NULL REFERENCES orders (id) ON DELETE CASCADE,
  product_id INTEGER REFERENCES products (id) ON DELETE SET NULL,
  quantity INTEGER NOT NULL CHECK (quantity > 0),
  unit_price REAL NOT NULL,
  PRIMARY KEY (order_id, product_id)
);
CREATE INDEX orders_by_customer ON orders (customer_id, placed_at);

-- query orders_of(customer)
SELECT o.id, o.state, o.placed_at, o.note FROM orders o WHERE o.customer_id = :customer ORDER BY o.placed_at DESC;
-- reads id: Int, state: OrderState, placed_at: Time, note: Option<String>
-- takes :customer Int

-- query orders_with_customers()
SELECT o.id, c.email, c.name, c.vip FROM orders o JOIN customers c ON c.id = o.customer_id;
-- reads id: Int, email: String, name: Option<String>, vip: Bool

-- query customers_and_their_orders()
SELECT c.id, c.email, o.id AS order_id, o.state, o.note
FROM customers c LEFT JOIN orders o ON o.customer_id = c.id;
-- reads id: Int, email: String, order_id: Option<Int>, state: Option<OrderState>, note: Option<String>

-- query customers_without_orders()
SELECT c.id, c.email, c.city FROM customers c LEFT JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL;
-- reads id: Int, email: String, city: Option<String>

-- query items_of_every_order()
SELECT i.order_id, i.quantity, p.title, p.weight
FROM order_items i LEFT JOIN products p ON p.id = i.product_id;
-- reads order_id: Int, quantity: Int, title: Option<String>, weight: Option<Float>

-- query items_that_still_have_a_product()
SELECT i.product_id, i.quantity * i.unit_price AS amount, p.title
FROM order_items i JOIN products p ON p.id = i.product_id;
-- reads product_id: Int, amount: Float, title: String

-- query totals_of_orders()
SELECT o.id, SUM(i.quantity * i.unit_price) AS total, COUNT(i.order_id) AS items
FROM orders o LEFT JOIN order_items i ON i.order_id = o.id GROUP BY o.id;
-- reads id: Int, total: Option<Float>, items: Int

-- query totals_of_orders_that_have_items()
SELECT o.id, o.state, SUM(i.quantity) AS pieces, MIN(i.unit_price) AS cheapest, AVG(i.unit_price) AS mean
FROM orders o JOIN order_items i ON i.order_id = o.id GROUP BY o.id HAVING SUM(i.quantity) > 1;
-- reads id: Int, state: OrderState, pieces: Int, cheapest: Float, mean: Float

-- query total_or_nothing(order)
SELECT COALESCE(SUM(quantity * unit_price), 0) AS total FROM order_items WHERE order_id = :order;
-- reads total: Float
-- takes :order Int

-- query spent_by_customer()
SELECT c.id, c.name,
  (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS orders,
  (SELECT MAX(o.placed_at) FROM orders o WHERE o.customer_id = c.id) AS last_order,
  (SELECT o.state FROM orders o WHERE o.customer_id = c.id ORDER BY o.placed_at DESC LIMIT 1) AS last_state
FROM customers c;
-- reads id: Int, name: Option<String>, orders: Int, last_order: Option<Time>, last_state: Option<OrderState>

-- query customers_who_bought(product)
-- few: few rows match the argument
SELECT c.id, c.email FROM customers c
WHERE EXISTS (
  SELECT 1 FROM orders o JOIN order_items i ON i.order_id = o.id
  WHERE o.customer_id = c.id AND i.product_id = :product
);
-- reads id: Int, email: String
-- takes :product Int

-- query products_never_sold()
SELECT p.id, p.title, p.weight FROM products p
WHERE p.id NOT IN (SELECT product_id FROM order_items WHERE product_id IS NOT NULL);
-- reads id: Int, title: String, weight: Option<Float>

-- query best_sellers(most)
SELECT p.id, p.title, SUM(i.quantity) AS sold
FROM products p JOIN order_items i ON i.product_id = p.id
GROUP BY p.id, p.title ORDER BY sold DESC, p.title LIMIT :most;
-- reads id: Int, title: String, sold: Int
-- takes :most Int

-- query heavy_or_unweighed(least)
SELECT id, title, weight FROM products WHERE weight IS NULL OR weight > :least;
-- reads id: Int, title: String, weight: Option<Float>
-- takes :least Float

-- query priced_between(low, high)
SELECT id, price, weight FROM products WHERE price BETWEEN :low AND :high AND weight IS NOT NULL;
-- reads id: Int, price: Float, weight: Float
-- takes :low Float, :high Float

-- query search(text)
SELECT id, title FROM products WHERE title LIKE '%' || :text || '%' ORDER BY title COLLATE NOCASE;
-- reads id: Int, title: String
-- takes :text String

-- query cities()
SELECT city, COUNT(*) AS customers, MAX(vip) AS any_vip FROM customers GROUP BY city;
-- reads city: Option<String>, customers: Int, any_vip: Bool

-- query cities_with_names()
SELECT DISTINCT city FROM customers WHERE city <> '' ORDER BY city;
-- reads city: String

-- query states_of_orders()
SELECT state, COUNT(*) AS n, COUNT(note) AS notes, MAX(note) AS a_note FROM orders GROUP BY state ORDER BY n;
-- reads state: OrderState, n: Int, notes: Int, a_note: Option<String>

-- query label_of_orders()
SELECT id, CASE state WHEN 'open' THEN 'waiting' WHEN 'paid' THEN 'packing' END AS label,
  CASE WHEN note IS NULL THEN 'none' ELSE note END AS note
FROM orders;
-- reads id: Int, label: Option<String>, note: String

-- query average_basket()
SELECT AVG(total) AS mean, MAX(total) AS most, COUNT(*) AS orders
FROM (SELECT SUM(quantity * unit_price) AS total FROM order_items GROUP BY order_id);
-- reads mean: Option<Float>, most: Option<Float>, orders: Int

-- query people_and_products()
SELECT email AS label, 'customer' AS kind FROM customers
UNION ALL SELECT title, 'product' FROM products ORDER BY label;
-- reads label: String, kind: String

-- query weights_and_stocks()
SELECT weight AS amount FROM products UNION SELECT stock FROM products;
-- reads amount: Option<Float>

-- query page_of_orders(limit, offset)
SELECT id, state FROM orders ORDER BY id LIMIT :limit OFFSET :offset;
-- reads id: Int, state: OrderState
-- takes :limit Int, :offset Int

-- query ship(order)
UPDATE orders SET state = 'shipped' WHERE id = :order AND state <> 'shipped' RETURNING id, state, note;
-- writes id: Int, state: OrderState, note: Option<String>
-- takes :order Int

-- query with_totals(least)
WITH totals AS (
  SELECT order_id, SUM(quantity * unit_price) AS total FROM order_items GROUP BY order_id
)
SELECT o.id, c.email, t.total FROM orders o
JOIN customers c ON c.id = o.customer_id
LEFT JOIN totals t ON t.order_id = o.id
WHERE t.total IS NULL OR t.total >= :least;
-- reads id: Int, email: String, total: Option<Float>
-- takes :least Float
