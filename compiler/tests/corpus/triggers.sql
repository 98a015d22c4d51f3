-- Views that are written through INSTEAD OF triggers, and tables with triggers of their own.

-- migration 001_triggers
CREATE TABLE accounts (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, balance INTEGER NOT NULL DEFAULT 0, note TEXT);
CREATE TABLE log (id INTEGER PRIMARY KEY, what TEXT NOT NULL, amount INTEGER);
CREATE VIEW owners AS SELECT id, owner, coalesce(note, '') AS note, balance * 1.0 AS worth FROM accounts;
CREATE TRIGGER owners_insert INSTEAD OF INSERT ON owners BEGIN
  INSERT INTO accounts (owner, note) VALUES (coalesce(new.owner, 'nobody'), new.note);
END;
CREATE TRIGGER owners_update INSTEAD OF UPDATE ON owners BEGIN
  UPDATE accounts SET owner = new.owner, note = new.note WHERE id = old.id;
END;
CREATE TRIGGER owners_delete INSTEAD OF DELETE ON owners BEGIN
  DELETE FROM accounts WHERE id = old.id;
END;
CREATE TRIGGER accounts_logged AFTER UPDATE OF balance ON accounts WHEN new.balance <> old.balance BEGIN
  INSERT INTO log (what, amount) VALUES ('changed', new.balance);
  SELECT CASE WHEN new.balance = 40 THEN RAISE (ABORT, 'forty is refused') END;
END;

-- query owners()
SELECT id, owner, note, worth FROM owners;
-- reads id: Int, owner: String, note: String, worth: Float

-- query open(owner, note: Option<String>)
INSERT INTO owners (owner, note) VALUES (:owner, :note) RETURNING id, owner, note, worth;
-- writes id: Option<Int>, owner: String, note: Option<String>, worth: Option<Float>
-- takes :owner String, :note Option<String>

-- query open_many()
INSERT INTO owners (owner, note) SELECT owner, note
FROM accounts
RETURNING owner, note, id IS NULL AS unknown;
-- writes owner: String, note: Option<String>, unknown: Bool

-- query rename(owner, id)
UPDATE owners SET owner = :owner WHERE id <> :id RETURNING id, owner, note, worth;
-- writes id: Int, owner: String, note: String, worth: Float
-- takes :owner String, :id Int

-- query annotate()
UPDATE owners SET note = nullif(note, owner), owner = note RETURNING note, owner;
-- writes note: Option<String>, owner: String

-- query close(id)
DELETE FROM owners WHERE id <> :id RETURNING id, owner, note;
-- writes id: Int, owner: String, note: String
-- takes :id Int

-- query pay(by)
UPDATE accounts SET balance = balance + :by % 7 RETURNING id, balance, note;
-- writes id: Int, balance: Int, note: Option<String>
-- takes :by Int

-- query logged()
SELECT what, amount FROM log;
-- reads what: String, amount: Option<Int>

-- query balances()
SELECT owner, sum(balance) AS total, max(note) AS note
FROM accounts
WHERE balance BETWEEN -1000 AND 1000
GROUP BY owner;
-- reads owner: String, total: Int, note: Option<String>

-- query two_rows(a, b)
INSERT INTO owners (owner, note) VALUES (:a, :b), (:b, NULL) RETURNING owner, note;
-- writes owner: String, note: Option<String>
-- takes :a String, :b String
