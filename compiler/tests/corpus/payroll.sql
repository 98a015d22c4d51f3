-- A payroll: employees below other employees, departments, salaries over time.

-- migration 001_payroll
CREATE TABLE departments (code TEXT NOT NULL PRIMARY KEY, name TEXT NOT NULL, budget REAL);
CREATE TABLE employees (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  department TEXT REFERENCES departments (code),
  manager_id INTEGER REFERENCES employees (id),
  hired DATE,
  active BOOLEAN NOT NULL
);
CREATE TABLE salaries (
  employee_id INTEGER NOT NULL REFERENCES employees (id),
  since DATE NOT NULL,
  amount INTEGER NOT NULL,
  bonus REAL,
  PRIMARY KEY (employee_id, since)
) WITHOUT ROWID;

-- query employees_and_departments()
SELECT e.id, e.name, d.name AS department, d.budget FROM employees e LEFT JOIN departments d ON d.code = e.department;
-- reads id: Int, name: String, department: Option<String>, budget: Option<Float>

-- query both_sides()
SELECT e.name, d.code, d.name AS department FROM employees e FULL OUTER JOIN departments d ON e.department = d.code;
-- reads name: Option<String>, code: Option<String>, department: Option<String>

-- query only_one_side()
SELECT e.name, d.code FROM employees e FULL OUTER JOIN departments d ON e.department = d.code WHERE e.id IS NULL OR d.code IS NULL;
-- reads name: Option<String>, code: Option<String>

-- query both_there_after_all()
SELECT e.name, e.hired, d.code FROM employees e FULL JOIN departments d ON e.department = d.code WHERE e.active AND d.name <> '';
-- reads name: String, hired: Option<Date>, code: String

-- query with_managers()
SELECT e.name, m.name AS manager, m.manager_id AS above FROM employees e JOIN employees m ON m.id = e.manager_id;
-- reads name: String, manager: String, above: Option<Int>

-- query chain_of(employee)
WITH RECURSIVE chain (id, name, manager, level) AS (
  SELECT id, name, manager_id, 0 FROM employees WHERE id = :employee
  UNION ALL
  SELECT e.id, e.name, e.manager_id, c.level + 1 FROM employees e JOIN chain c ON e.id = c.manager WHERE c.level < 8
)
SELECT id, name, manager, level FROM chain;
-- reads id: Int, name: String, manager: Option<Int>, level: Int
-- takes :employee Int

-- query tree()
WITH RECURSIVE tree AS (
  SELECT id, name, 1 AS depth, name AS path, NULL AS above FROM employees WHERE manager_id IS NULL
  UNION ALL
  SELECT e.id, e.name, t.depth + 1, t.path || '/' || e.name, t.name FROM employees e JOIN tree t ON e.manager_id = t.id
)
SELECT * FROM tree ORDER BY path;
-- reads id: Int, name: String, depth: Int, path: String, above: Option<String>

-- query reports()
SELECT m.id, m.name, COUNT(e.id) AS reports, MAX(e.hired) AS newest FROM employees m LEFT JOIN employees e ON e.manager_id = m.id GROUP BY m.id;
-- reads id: Int, name: String, reports: Int, newest: Option<Date>

-- query current_salaries()
SELECT e.name, s.amount, s.bonus FROM employees e LEFT JOIN salaries s ON s.employee_id = e.id
AND s.since = (SELECT MAX(since) FROM salaries x WHERE x.employee_id = e.id);
-- reads name: String, amount: Option<Int>, bonus: Option<Float>

-- query known_salaries()
SELECT e.name, s.amount, s.amount * 12 AS yearly, s.amount + s.bonus AS with_bonus FROM employees e LEFT JOIN salaries s ON s.employee_id = e.id WHERE s.amount > 0;
-- reads name: String, amount: Int, yearly: Int, with_bonus: Option<Float>

-- query pay_by_department()
SELECT d.code, SUM(s.amount) AS total, AVG(s.amount) AS mean, MIN(s.bonus) AS least, COUNT(s.bonus) AS bonuses
FROM departments d JOIN employees e ON e.department = d.code JOIN salaries s ON s.employee_id = e.id GROUP BY d.code;
-- reads code: String, total: Int, mean: Float, least: Option<Float>, bonuses: Int

-- query pay_of_every_department()
SELECT d.code, d.budget, p.total, p.people FROM departments d LEFT JOIN (
  SELECT e.department, SUM(s.amount) AS total, COUNT(*) AS people FROM employees e JOIN salaries s ON s.employee_id = e.id GROUP BY e.department
) p ON p.department = d.code;
-- reads code: String, budget: Option<Float>, total: Option<Int>, people: Option<Int>

-- query over_budget()
-- few: only departments that pay too much
SELECT d.code, d.budget FROM departments d WHERE d.budget < (SELECT SUM(s.amount) FROM salaries s JOIN employees e ON e.id = s.employee_id WHERE e.department = d.code);
-- reads code: String, budget: Float

-- query above_the_mean()
SELECT employee_id, since, amount FROM salaries WHERE amount > (SELECT AVG(amount) FROM salaries) ORDER BY amount DESC;
-- reads employee_id: Int, since: Date, amount: Int

-- query bonus_or_nothing()
SELECT employee_id, since, COALESCE(bonus, 0) AS bonus, COALESCE(NULLIF(bonus, 0), -1.0) AS paid, bonus IS NULL AS none FROM salaries;
-- reads employee_id: Int, since: Date, bonus: Float, paid: Float, none: Bool

-- query mixed_money()
SELECT amount AS money FROM salaries UNION ALL SELECT bonus FROM salaries UNION ALL SELECT budget FROM departments;
-- reads money: Option<Float>

-- query raises()
SELECT a.employee_id, a.since, a.amount - b.amount AS raise, a.amount * 100 / b.amount AS percent FROM salaries a
JOIN salaries b ON b.employee_id = a.employee_id AND b.since < a.since;
-- reads employee_id: Int, since: Date, raise: Int, percent: Option<Int>

-- query headcount()
SELECT (SELECT COUNT(*) FROM employees) AS employees, (SELECT COUNT(*) FROM departments) AS departments, (SELECT MAX(amount) FROM salaries) AS most;
-- reads employees: Int, departments: Int, most: Option<Int>

-- query departments_by_name_or_code(text)
SELECT code, name FROM departments WHERE name = :text OR code = :text;
-- reads code: String, name: String
-- takes :text String

-- query inactive_or_unplaced()
SELECT name, department, active FROM employees WHERE NOT active OR department IS NULL;
-- reads name: String, department: Option<String>, active: Bool

-- query no_department_or_one()
SELECT name, department FROM employees WHERE department IS NOT 'x' AND NOT (department IS NULL);
-- reads name: String, department: String

-- query first_of_each()
SELECT department, id, MIN(name) AS first FROM employees WHERE department IS NOT NULL GROUP BY department;
-- reads department: String, id: Int, first: String

-- query move_to(department, employee)
UPDATE employees SET department = d.code FROM departments d WHERE d.code = :department AND employees.id > :employee RETURNING id, name, department, manager_id;
-- writes id: Int, name: String, department: String, manager_id: Option<Int>
-- takes :department String, :employee Int
