-- Amounts in a ledger: arithmetic and the mathematical functions.

-- migration 001_ledger
CREATE TABLE entries (
  id INTEGER PRIMARY KEY,
  account INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  rate REAL NOT NULL,
  fee REAL,
  units INTEGER,
  settled BOOLEAN NOT NULL DEFAULT FALSE
);

-- query totals()
SELECT id, amount + account AS plus, amount - 1 AS less, amount * 2 AS twice, amount * rate AS weighted, -amount AS lost
FROM entries;
-- reads id: Int, plus: Int, less: Int, twice: Int, weighted: Float, lost: Int

-- query quotients()
SELECT amount / account AS share, amount % account AS rest, amount / 2 AS half, amount % 3 AS odd, rate / 2.0 AS lighter, units / 4 AS fourth
FROM entries;
-- reads share: Option<Int>, rest: Option<Int>, half: Int, odd: Int, lighter: Float, fourth: Option<Int>

-- query with_fees()
SELECT amount + fee AS total, units * rate AS worth, fee - rate AS gap, +fee AS same
FROM entries;
-- reads total: Option<Float>, worth: Option<Float>, gap: Option<Float>, same: Option<Float>

-- query bits()
SELECT amount & 1 AS low, amount | 8 AS high, amount << 2 AS left_shift, amount >> 1 AS right_shift, ~units AS inverted, units & amount AS common
FROM entries;
-- reads low: Int, high: Int, left_shift: Int, right_shift: Int, inverted: Option<Int>, common: Option<Int>

-- query rounded()
SELECT round(rate) AS whole, round(fee, 1) AS tenth, ceil(rate) AS up, floor(fee) AS down, trunc(rate) AS cut, ceil(amount) AS same, floor(units) AS floored
FROM entries;
-- reads whole: Float, tenth: Option<Float>, up: Float, down: Option<Float>, cut: Float, same: Int, floored: Option<Int>

-- query roots()
SELECT sqrt(rate) AS root, ln(amount) AS natural, log(2, rate) AS binary_log, log10(rate) AS tens, pow(rate, 0.5) AS power, mod(amount, account) AS modulo, exp(fee) AS e
FROM entries;
-- reads root: Option<Float>, natural: Option<Float>, binary_log: Option<Float>, tens: Option<Float>, power: Option<Float>, modulo: Option<Float>, e: Option<Float>

-- query angles()
SELECT sin(rate) AS s, atan(rate) AS a, acos(rate) AS c, radians(rate) AS r, degrees(fee) AS d, pi() AS p, atanh(rate) AS h
FROM entries
WHERE rate < 1000000;
-- reads s: Option<Float>, a: Float, c: Option<Float>, r: Float, d: Option<Float>, p: Float, h: Option<Float>

-- query signs()
SELECT sign(amount) AS s, sign(fee) AS f, abs(rate) AS size, abs(fee) AS fee_size
FROM entries;
-- reads s: Int, f: Option<Int>, size: Float, fee_size: Option<Float>

-- query extremes(limit_)
SELECT max(amount, account) AS high, min(amount, units) AS low, max(rate, 1.5, 2) AS most
FROM entries
LIMIT abs(:limit_) + 5;
-- reads high: Int, low: Option<Int>, most: Float
-- takes :limit_ Float

-- query sums()
SELECT sum(amount) AS total, sum(rate) AS rated, total(fee) AS fees, avg(units) AS mean, count(fee) AS paid
FROM entries
WHERE amount < 50;
-- reads total: Option<Int>, rated: Option<Float>, fees: Float, mean: Option<Float>, paid: Int

-- query by_account()
SELECT account, sum(amount) AS total, avg(rate) AS mean, min(fee) AS least, max(units) AS most, count(*) AS n
FROM entries
GROUP BY account;
-- reads account: Int, total: Int, mean: Float, least: Option<Float>, most: Option<Int>, n: Int

-- query chains(low, high)
SELECT amount < account AS a, amount BETWEEN :low AND :high AS b, fee > rate AS c, NOT settled AS d, settled AND fee > 1 AS e, 0 < amount < 3 AS f
FROM entries;
-- reads a: Bool, b: Bool, c: Option<Bool>, d: Bool, e: Option<Bool>, f: Bool
-- takes :low Int, :high Int

-- query settle(id, by)
UPDATE entries SET amount = amount + :by, settled = amount > 0
WHERE id <> :id
RETURNING id, amount, settled, fee * 2 AS doubled;
-- writes id: Int, amount: Int, settled: Bool, doubled: Option<Float>
-- takes :id Int, :by Int
