-- Travel: airports, flights between them, and ways through several.

-- migration 001_travel
CREATE TABLE airports (code TEXT PRIMARY KEY NOT NULL CHECK (length(code) < 6), city TEXT NOT NULL, latitude REAL, runways INTEGER NOT NULL DEFAULT 1);
CREATE TABLE flights (
  number INTEGER PRIMARY KEY,
  origin TEXT NOT NULL REFERENCES airports (code),
  destination TEXT NOT NULL REFERENCES airports (code),
  minutes INTEGER NOT NULL,
  price REAL
);

-- query departures(airport)
SELECT f.number, a.city AS destination, f.minutes FROM flights f JOIN airports a ON a.code = f.destination WHERE f.origin = :airport;
-- reads number: Int, destination: String, minutes: Int
-- takes :airport String

-- query both_ends()
SELECT f.number, o.city AS origin, d.city AS destination, o.latitude - d.latitude AS north FROM flights f, airports o, airports d WHERE o.code = f.origin AND d.code = f.destination;
-- reads number: Int, origin: String, destination: String, north: Option<Float>

-- query reachable(start)
WITH RECURSIVE reach (code, legs) AS (
  SELECT :start, 0
  UNION
  SELECT f.destination, r.legs + 1 FROM flights f JOIN reach r ON r.code = f.origin WHERE r.legs < 4
)
SELECT r.code, a.city, MIN(r.legs) AS legs FROM reach r LEFT JOIN airports a ON a.code = r.code GROUP BY r.code;
-- reads code: String, city: Option<String>, legs: Int
-- takes :start String

-- query cheapest_ways(start)
WITH RECURSIVE ways (code, path, price, minutes) AS (
  SELECT code, code, 0, 0 FROM airports WHERE code = :start
  UNION ALL
  SELECT f.destination, w.path || '>' || f.destination, w.price + f.price, w.minutes + f.minutes
  FROM flights f JOIN ways w ON w.code = f.origin WHERE instr(w.path, f.destination) = 0
)
SELECT code, path, price, minutes FROM ways ORDER BY price LIMIT 30;
-- reads code: String, path: String, price: Option<Float>, minutes: Int
-- takes :start String

-- query return_flights()
SELECT a.number AS there, b.number AS back, a.price + b.price AS price FROM flights a JOIN flights b ON a.origin = b.destination AND a.destination = b.origin;
-- reads there: Int, back: Int, price: Option<Float>

-- query dead_ends()
SELECT code, city FROM airports WHERE code NOT IN (SELECT origin FROM flights);
-- reads code: String, city: String

-- query hubs()
SELECT a.code, a.city, COUNT(f.number) AS flights, MIN(f.price) AS from_price FROM airports a LEFT JOIN flights f ON a.code IN (f.origin, f.destination) GROUP BY a.code ORDER BY flights DESC;
-- reads code: String, city: String, flights: Int, from_price: Option<Float>

-- query priced_hubs(most)
SELECT f.origin, AVG(f.price) AS mean, MAX(f.minutes) AS longest FROM flights f WHERE f.price <= :most GROUP BY f.origin;
-- reads origin: String, mean: Float, longest: Int
-- takes :most Float

-- query hours()
SELECT number, minutes / 60 AS hours, minutes % 60 AS rest, price / minutes AS per_minute, price / 60.0 AS parts, (minutes + 0.0) / 60 AS exact FROM flights;
-- reads number: Int, hours: Int, rest: Int, per_minute: Option<Float>, parts: Option<Float>, exact: Float

-- query all_places()
SELECT origin AS place, 1 AS kind FROM flights UNION SELECT destination, 2 FROM flights UNION SELECT city, NULL FROM airports ORDER BY place, kind;
-- reads place: String, kind: Option<Int>

-- query north_first()
SELECT code, latitude FROM airports ORDER BY latitude DESC NULLS LAST LIMIT 5 OFFSET 1;
-- reads code: String, latitude: Option<Float>

-- query matrix()
SELECT o.code AS origin, d.code AS destination, (SELECT MIN(price) FROM flights f WHERE f.origin = o.code AND f.destination = d.code) AS price,
  EXISTS (SELECT 1 FROM flights f WHERE f.origin = o.code AND f.destination = d.code) AS direct
FROM airports o CROSS JOIN airports d;
-- reads origin: String, destination: String, price: Option<Float>, direct: Bool

-- query longest_of_each()
SELECT f.origin, f.number, f.minutes FROM flights f WHERE f.minutes = (SELECT MAX(g.minutes) FROM flights g WHERE g.origin = f.origin);
-- reads origin: String, number: Int, minutes: Int

-- query numbers_to(n)
WITH RECURSIVE n (i, half) AS (VALUES (1, 0.5) UNION ALL SELECT i + 1, half + 0.5 FROM n WHERE i < min(:n, 9)) SELECT i, half, i * half AS area FROM n;
-- reads i: Int, half: Float, area: Float
-- takes :n Int

-- query values_joined()
SELECT v.column1 AS rank, v.column2 AS name, a.city FROM (VALUES (1, 'small'), (2, 'middle'), (3, NULL)) v LEFT JOIN airports a ON a.runways = v.column1;
-- reads rank: Int, name: Option<String>, city: Option<String>
