-- A bank: accounts and what moves between them, told by views of views.

-- migration 001_bank
CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, closed DATE, limit_cents INTEGER);
CREATE TABLE transfers (id INTEGER PRIMARY KEY, from_id INTEGER REFERENCES accounts (id), to_id INTEGER REFERENCES accounts (id), cents INTEGER NOT NULL, memo TEXT, rate REAL);
CREATE VIEW entries AS
  SELECT id AS transfer, from_id AS account, -cents AS cents, memo FROM transfers WHERE from_id IS NOT NULL
  UNION ALL
  SELECT id, to_id, cents, memo FROM transfers WHERE to_id IS NOT NULL;
CREATE VIEW balances AS SELECT a.id, a.owner, COALESCE(SUM(e.cents), 0) AS cents, COUNT(e.transfer) AS entries FROM accounts a LEFT JOIN entries e ON e.account = a.id GROUP BY a.id;
CREATE VIEW overdrawn AS SELECT b.*, a.limit_cents FROM balances b JOIN accounts a USING (id) WHERE b.cents < 0;
CREATE VIEW named (number, holder, since) AS SELECT a.id, upper(a.owner), min(t.id) FROM accounts a LEFT JOIN transfers t ON t.to_id = a.id GROUP BY a.id;

-- query entries()
SELECT transfer, account, cents, memo FROM entries;
-- reads transfer: Int, account: Int, cents: Int, memo: Option<String>

-- query balances()
SELECT * FROM balances ORDER BY cents;
-- reads id: Int, owner: String, cents: Int, entries: Int

-- query overdrawn()
SELECT id, owner, cents, limit_cents FROM overdrawn;
-- reads id: Int, owner: String, cents: Int, limit_cents: Option<Int>

-- query overdrawn_with_limit()
-- few: only accounts that are overdrawn
SELECT id, cents + limit_cents AS room FROM overdrawn WHERE limit_cents IS NOT NULL;
-- reads id: Int, room: Int

-- query named()
SELECT number, holder, since FROM named;
-- reads number: Int, holder: String, since: Option<Int>

-- query named_and_overdrawn()
SELECT n.holder, o.cents, o.limit_cents FROM named n LEFT JOIN overdrawn o ON o.id = n.number;
-- reads holder: String, cents: Option<Int>, limit_cents: Option<Int>

-- query statement_of(account)
-- nullable running: the entry itself is always among those that are added up
SELECT e.transfer, e.cents, t.memo, t.rate, (SELECT SUM(x.cents) FROM entries x WHERE x.account = e.account AND x.transfer <= e.transfer) AS running
FROM entries e JOIN transfers t ON t.id = e.transfer WHERE e.account = :account ORDER BY e.transfer;
-- reads transfer: Int, cents: Int, memo: Option<String>, rate: Option<Float>, running: Option<Int>
-- takes :account Int

-- query flows()
SELECT f.owner AS sender, r.owner AS receiver, SUM(t.cents) AS cents FROM transfers t LEFT JOIN accounts f ON f.id = t.from_id LEFT JOIN accounts r ON r.id = t.to_id GROUP BY f.id, r.id;
-- reads sender: Option<String>, receiver: Option<String>, cents: Int

-- query flows_between_known()
SELECT f.owner AS sender, r.owner AS receiver, t.cents FROM transfers t LEFT JOIN accounts f ON f.id = t.from_id LEFT JOIN accounts r ON r.id = t.to_id WHERE f.id IS NOT NULL AND r.owner > '';
-- reads sender: String, receiver: String, cents: Int

-- query to_self_or_nowhere()
SELECT id, from_id, to_id FROM transfers WHERE from_id IS to_id;
-- reads id: Int, from_id: Option<Int>, to_id: Option<Int>

-- query to_another()
SELECT id, from_id, to_id FROM transfers WHERE from_id IS NOT to_id;
-- reads id: Int, from_id: Option<Int>, to_id: Option<Int>

-- query to_really_another()
SELECT id, from_id, to_id FROM transfers WHERE from_id <> to_id;
-- reads id: Int, from_id: Int, to_id: Int

-- query in_or_out(account)
-- nullable direction: one of the two is the account, as the WHERE has it
SELECT id, cents, CASE :account WHEN from_id THEN 'out' WHEN to_id THEN 'in' END AS direction FROM transfers WHERE :account IN (from_id, to_id);
-- reads id: Int, cents: Int, direction: Option<String>
-- takes :account Int

-- query converted()
SELECT id, cents * rate AS other, cents / 100 AS whole, cents / 100.0 AS exact, CASE WHEN rate IS NULL THEN cents ELSE cents * rate END AS either FROM transfers;
-- reads id: Int, other: Option<Float>, whole: Int, exact: Float, either: Float

-- query ids_of_everything()
SELECT id, 'account' AS kind FROM accounts UNION ALL SELECT id, 'transfer' FROM transfers EXCEPT SELECT 1, 'account' ORDER BY kind, id;
-- reads id: Int, kind: String

-- query owners_that_pay_and_are_paid()
SELECT a.owner FROM accounts a JOIN transfers t ON t.from_id = a.id INTERSECT SELECT a.owner FROM accounts a JOIN transfers t ON t.to_id = a.id;
-- reads owner: String

-- query memo_or_name()
SELECT t.id, COALESCE(t.memo, a.owner, 'unknown') AS text, IFNULL(t.memo, a.owner) AS perhaps FROM transfers t LEFT JOIN accounts a ON a.id = t.to_id;
-- reads id: Int, text: String, perhaps: Option<String>

-- query closed_accounts(day)
SELECT id, closed FROM accounts WHERE closed <= :day OR (closed IS NOT NULL AND limit_cents = 0);
-- reads id: Int, closed: Date
-- takes :day Date

-- query open_accounts()
-- few: only accounts with a limit
SELECT id, closed, limit_cents FROM accounts WHERE NOT (closed IS NOT NULL OR limit_cents IS NULL);
-- reads id: Int, closed: Option<Date>, limit_cents: Int
