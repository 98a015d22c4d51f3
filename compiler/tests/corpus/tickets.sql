-- A help desk: much is not known of a ticket when it comes in, so queries say what they need.

-- migration 001_tickets
CREATE TABLE agents (id INTEGER PRIMARY KEY, name TEXT NOT NULL, team TEXT);
CREATE TABLE tickets (
  id INTEGER PRIMARY KEY, subject TEXT NOT NULL, email TEXT, phone TEXT, agent_id INTEGER REFERENCES agents (id),
  priority INTEGER, low INTEGER, high INTEGER, hours REAL, solved BOOLEAN, opened DATE NOT NULL, closed DATE
);
CREATE INDEX open_tickets ON tickets (priority) WHERE closed IS NULL;

-- query reachable()
-- nullable contact: one of the two is there, and which is not known
SELECT id, email, phone, COALESCE(email, phone) AS contact FROM tickets WHERE email IS NOT NULL OR phone IS NOT NULL;
-- reads id: Int, email: Option<String>, phone: Option<String>, contact: Option<String>

-- query by_mail()
SELECT id, email FROM tickets WHERE email LIKE '%a%' OR email = 'b' OR email IN ('c', 'Ann');
-- reads id: Int, email: String

-- query by_mail_or_phone()
SELECT id, email, phone FROM tickets WHERE (email > '' AND phone > '') OR (email IS NOT NULL AND phone = 'a');
-- reads id: Int, email: String, phone: String

-- query neither_null()
SELECT id, email, priority FROM tickets WHERE NOT (email IS NULL OR priority IS NULL);
-- reads id: Int, email: String, priority: Int

-- query in_its_range()
-- few: only tickets between two random bounds
SELECT id, priority, low, high FROM tickets WHERE priority BETWEEN low AND high;
-- reads id: Int, priority: Int, low: Int, high: Int

-- query outside_its_range()
SELECT id, priority, low, high FROM tickets WHERE priority NOT BETWEEN low AND high;
-- reads id: Int, priority: Int, low: Option<Int>, high: Option<Int>

-- query not_in_its_range()
SELECT id, priority, low, high FROM tickets WHERE NOT priority BETWEEN low AND high;
-- reads id: Int, priority: Int, low: Option<Int>, high: Option<Int>

-- query range_is_known()
SELECT id, priority, low, high FROM tickets WHERE (priority BETWEEN low AND high) IS NOT NULL;
-- reads id: Int, priority: Int, low: Option<Int>, high: Option<Int>

-- query range_is_false()
SELECT id, priority, low, high FROM tickets WHERE (priority BETWEEN low AND high) IS FALSE;
-- reads id: Int, priority: Int, low: Option<Int>, high: Option<Int>

-- query solved()
SELECT id, solved FROM tickets WHERE solved IS TRUE;
-- reads id: Int, solved: Bool

-- query not_solved()
SELECT id, solved FROM tickets WHERE solved IS NOT TRUE;
-- reads id: Int, solved: Option<Bool>

-- query known_unsolved()
SELECT id, solved FROM tickets WHERE (NOT solved) = TRUE;
-- reads id: Int, solved: Bool

-- query priorities(list_a, list_b)
SELECT id, priority FROM tickets WHERE priority IN (:list_a, :list_b, low) ;
-- reads id: Int, priority: Int
-- takes :list_a Int, :list_b Int

-- query no_priority_of(a)
SELECT id, priority, low FROM tickets WHERE priority NOT IN (:a, low);
-- reads id: Int, priority: Int, low: Int
-- takes :a Int

-- query like_an_agent()
SELECT id, email FROM tickets WHERE email IN (SELECT name FROM agents);
-- reads id: Int, email: String

-- query like_no_agent()
SELECT id, email FROM tickets WHERE email NOT IN (SELECT name FROM agents WHERE team IS NOT NULL);
-- reads id: Int, email: Option<String>

-- query computed()
SELECT id, priority * 2 AS p, hours / priority AS rate FROM tickets WHERE hours / priority > 0;
-- reads id: Int, p: Int, rate: Float

-- query through_functions()
SELECT id, email, upper(email) AS loud, phone FROM tickets WHERE length(email) > 1 AND substr(phone, 1, 1) <> 'b';
-- reads id: Int, email: String, loud: String, phone: String

-- query through_coalesce()
SELECT id, email, phone FROM tickets WHERE COALESCE(email, phone) IS NOT NULL;
-- reads id: Int, email: Option<String>, phone: Option<String>

-- query through_nullif()
SELECT id, NULLIF(email, '') AS email FROM tickets WHERE NULLIF(email, '') IS NOT NULL;
-- reads id: Int, email: String

-- query through_a_cast()
SELECT id, phone FROM tickets WHERE CAST(phone AS INTEGER) >= 0;
-- reads id: Int, phone: String

-- query same_as(priority)
SELECT id, priority FROM tickets WHERE priority IS :priority;
-- reads id: Int, priority: Int
-- takes :priority Int

-- query same_as_perhaps(priority: Option<Int>)
SELECT id, priority FROM tickets WHERE priority IS :priority;
-- reads id: Int, priority: Option<Int>
-- takes :priority Option<Int>

-- query other_than(priority)
SELECT id, priority FROM tickets WHERE priority IS NOT :priority;
-- reads id: Int, priority: Option<Int>
-- takes :priority Int

-- query equal_rows()
-- few: only tickets where both are the same
SELECT id, low, high FROM tickets WHERE (low, high) = (high, low);
-- reads id: Int, low: Int, high: Int

-- query after_rows()
SELECT id, low, high FROM tickets WHERE (low, high) > (1, 2);
-- reads id: Int, low: Int, high: Option<Int>

-- query alias_is_there()
SELECT id, email AS mail FROM tickets WHERE mail IS NOT NULL;
-- reads id: Int, mail: String

-- query agent_is_there()
SELECT t.id, a.name, a.team FROM tickets t LEFT JOIN agents a ON a.id = t.agent_id WHERE a.id IS NOT NULL OR a.team = 'x';
-- reads id: Int, name: String, team: Option<String>

-- query agent_or_mail()
SELECT t.id, a.name, t.email FROM tickets t LEFT JOIN agents a ON a.id = t.agent_id WHERE a.id IS NOT NULL OR t.email = 'a';
-- reads id: Int, name: Option<String>, email: Option<String>

-- query agent_of_condition()
SELECT t.id, t.email, a.name FROM tickets t LEFT JOIN agents a ON a.id = t.agent_id AND t.email IS NOT NULL;
-- reads id: Int, email: Option<String>, name: Option<String>

-- query agent_and_condition()
-- few: only agents whose team is the mail of a ticket
SELECT t.id, t.email, a.name, a.team FROM tickets t JOIN agents a ON a.id = t.agent_id AND t.email = a.team;
-- reads id: Int, email: String, name: String, team: String

-- query agent_of_right()
SELECT t.id, t.email, a.name FROM tickets t RIGHT JOIN agents a ON a.id = t.agent_id AND t.email IS NOT NULL;
-- reads id: Option<Int>, email: Option<String>, name: String

-- query agent_in_full()
SELECT t.id, t.email, a.name FROM tickets t FULL JOIN agents a ON a.id = t.agent_id AND t.email IS NOT NULL;
-- reads id: Option<Int>, email: Option<String>, name: Option<String>

-- query labels()
SELECT id, CASE WHEN email IS NOT NULL THEN 'mail ' || email WHEN phone IS NOT NULL THEN 'phone ' || phone ELSE 'none' END AS contact,
  CASE WHEN priority > 2 THEN priority END AS urgent, CASE priority WHEN 1 THEN 'low' ELSE subject END AS text, iif(closed IS NULL, opened, closed) AS day FROM tickets;
-- reads id: Int, contact: String, urgent: Option<Int>, text: String, day: Date

-- query branches_do_not_leak()
SELECT CASE WHEN email IS NOT NULL THEN email ELSE '' END AS a, email, CASE WHEN email IS NULL THEN phone ELSE email END AS c FROM tickets;
-- reads a: String, email: Option<String>, c: Option<String>

-- query waiting()
SELECT priority, COUNT(*) AS n, MIN(opened) AS oldest FROM tickets INDEXED BY open_tickets WHERE closed IS NULL GROUP BY priority;
-- reads priority: Option<Int>, n: Int, oldest: Date

-- query waiting_by_known_priority()
SELECT priority, COUNT(*) AS n FROM tickets GROUP BY priority HAVING priority IS NOT NULL AND COUNT(*) < 9;
-- reads priority: Int, n: Int

-- query hours_of_agents()
SELECT a.name, SUM(t.hours) AS hours FROM agents a LEFT JOIN tickets t ON t.agent_id = a.id GROUP BY a.id HAVING SUM(t.hours) >= 0;
-- reads name: String, hours: Float

-- query of_no_rows()
SELECT email, upper(email) AS loud, COUNT(*) AS n FROM tickets WHERE email IS NOT NULL AND upper(email) > 'A';
-- reads email: Option<String>, loud: Option<String>, n: Int

-- query nested_conditions()
-- few: only tickets where both are the same
SELECT id, email, phone, priority FROM tickets WHERE email = phone AND (priority > 1 OR (priority < 3 AND low IS NULL));
-- reads id: Int, email: String, phone: String, priority: Int

-- query in_a_subquery()
SELECT x.mail, x.n FROM (SELECT email AS mail, COUNT(*) AS n FROM tickets WHERE email <> '' GROUP BY email) x WHERE x.n >= 1;
-- reads mail: String, n: Int

-- query outer_refined_inside()
SELECT t.id, t.email, (SELECT MAX(a.name) FROM agents a WHERE a.name >= t.email) AS first FROM tickets t WHERE t.email IS NOT NULL;
-- reads id: Int, email: String, first: Option<String>

-- query of_the_outer_row()
SELECT a.id, (SELECT t.email FROM tickets t WHERE t.agent_id = a.id AND a.team IS NOT NULL ORDER BY t.id LIMIT 1) AS mail, a.team FROM agents a;
-- reads id: Int, mail: Option<String>, team: Option<String>

-- query close(day)
UPDATE tickets SET closed = :day, email = NULL WHERE email IS NOT NULL AND closed IS NULL RETURNING id, email, closed, phone;
-- writes id: Int, email: Option<String>, closed: Date, phone: Option<String>
-- takes :day Date

-- query forget()
DELETE FROM tickets WHERE phone IS NOT NULL AND closed IS NOT NULL RETURNING id, phone, closed, email;
-- writes id: Int, phone: String, closed: Date, email: Option<String>
