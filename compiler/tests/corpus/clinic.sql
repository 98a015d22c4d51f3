-- A clinic: patients, doctors, their visits and what was prescribed.
-- means visits.paid: Decimal

-- migration 001_clinic
CREATE TABLE patients (
  number TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  born DATE,
  insured BOOL
);
CREATE TABLE doctors (id INTEGER PRIMARY KEY NOT NULL, name TEXT NOT NULL, field TEXT, head_id INT REFERENCES doctors (id));
CREATE TABLE visits (
  id INTEGER PRIMARY KEY,
  patient TEXT REFERENCES patients (number),
  doctor_id INTEGER REFERENCES doctors (id),
  day DATE NOT NULL,
  minutes INTEGER,
  temperature REAL,
  paid TEXT,
  scan BLOB
);
CREATE TABLE prescriptions (
  visit_id INTEGER NOT NULL,
  position INTEGER NOT NULL,
  drug TEXT NOT NULL,
  daily REAL,
  PRIMARY KEY (visit_id, position),
  FOREIGN KEY (visit_id) REFERENCES visits (id)
);

-- query patients_by_number()
SELECT number, name, born, insured FROM patients ORDER BY number;
-- reads number: Option<String>, name: String, born: Option<Date>, insured: Option<Bool>

-- query numbered_patients()
SELECT number, name FROM patients WHERE number IS NOT NULL;
-- reads number: String, name: String

-- query patient(number)
SELECT number, name, born FROM patients WHERE number = :number;
-- reads number: String, name: String, born: Option<Date>
-- takes :number String

-- query visits_of_a_day(day)
SELECT v.id, v.day, p.name, d.name AS doctor FROM visits v
LEFT JOIN patients p ON p.number = v.patient
LEFT JOIN doctors d ON d.id = v.doctor_id
WHERE v.day = :day;
-- reads id: Int, day: Date, name: Option<String>, doctor: Option<String>
-- takes :day Date

-- query visits_with_everybody_there()
SELECT v.id, v.patient, v.doctor_id, p.name, d.name AS doctor, d.field FROM visits v
INNER JOIN patients p ON p.number = v.patient
INNER JOIN doctors d ON d.id = v.doctor_id;
-- reads id: Int, patient: String, doctor_id: Int, name: String, doctor: String, field: Option<String>

-- query every_doctor_and_every_visit()
SELECT d.id, d.name, v.id AS visit_id, v.day, v.minutes FROM doctors d FULL JOIN visits v ON v.doctor_id = d.id;
-- reads id: Option<Int>, name: Option<String>, visit_id: Option<Int>, day: Option<Date>, minutes: Option<Int>

-- query full_join_where_one_side_is_there()
SELECT d.name, v.id AS visit_id, v.day FROM doctors d FULL OUTER JOIN visits v ON v.doctor_id = d.id WHERE v.id IS NOT NULL;
-- reads name: Option<String>, visit_id: Int, day: Date

-- query right_join_keeps_doctors()
SELECT v.id, v.day, d.name FROM visits v RIGHT JOIN doctors d ON d.id = v.doctor_id;
-- reads id: Option<Int>, day: Option<Date>, name: String

-- query right_then_left()
SELECT v.id, d.name, p.name AS patient FROM visits v RIGHT JOIN doctors d ON d.id = v.doctor_id
LEFT JOIN patients p ON p.number = v.patient;
-- reads id: Option<Int>, name: String, patient: Option<String>

-- query left_then_right()
SELECT p.name AS patient, v.id, d.name FROM patients p LEFT JOIN visits v ON v.patient = p.number
RIGHT JOIN doctors d ON d.id = v.doctor_id;
-- reads patient: Option<String>, id: Option<Int>, name: String

-- query comma_then_right()
SELECT p.name AS patient, v.id, d.name FROM patients p, visits v RIGHT JOIN doctors d ON d.id = v.doctor_id AND v.patient = p.number;
-- reads patient: Option<String>, id: Option<Int>, name: String

-- query comma_then_full()
SELECT p.name AS patient, v.id, d.name FROM patients p, visits v FULL JOIN doctors d ON d.id = v.doctor_id AND v.patient = p.number;
-- reads patient: Option<String>, id: Option<Int>, name: Option<String>

-- query comma_then_left()
SELECT p.name AS patient, v.id, d.name FROM patients p, visits v LEFT JOIN doctors d ON d.id = v.doctor_id;
-- reads patient: String, id: Int, name: Option<String>

-- query heads_of_heads()
SELECT a.name, b.name AS head, c.name AS head_of_head FROM doctors a
JOIN doctors b ON b.id = a.head_id LEFT JOIN doctors c ON c.id = b.head_id;
-- reads name: String, head: String, head_of_head: Option<String>

-- query drugs()
SELECT drug, COUNT(*) AS times, AVG(daily) AS mean, MAX(daily) AS most FROM prescriptions GROUP BY drug ORDER BY drug;
-- reads drug: String, times: Int, mean: Option<Float>, most: Option<Float>

-- query drugs_with_doses(least)
SELECT drug, SUM(daily) AS total FROM prescriptions WHERE daily >= :least GROUP BY drug;
-- reads drug: String, total: Float
-- takes :least Float

-- query visits_and_drugs()
SELECT v.id, r.position, r.drug, r.daily * 7 AS weekly FROM visits v LEFT JOIN prescriptions r ON r.visit_id = v.id AND r.daily > 0;
-- reads id: Int, position: Option<Int>, drug: Option<String>, weekly: Option<Float>

-- query fever(limit: Float)
SELECT id, temperature, minutes FROM visits WHERE temperature > :limit AND NOT (minutes IS NULL);
-- reads id: Int, temperature: Float, minutes: Int
-- takes :limit Float

-- query unusual_temperatures(low: Option<Float>, high: Option<Float>)
SELECT id, temperature FROM visits WHERE NOT (temperature BETWEEN :low AND :high);
-- reads id: Int, temperature: Float
-- takes :low Option<Float>, :high Option<Float>

-- query lengths()
SELECT id, minutes / 60 AS hours, minutes % 60 AS rest, 60 / minutes AS per_hour FROM visits WHERE minutes IS NOT NULL;
-- reads id: Int, hours: Int, rest: Int, per_hour: Option<Int>

-- query unpaid()
SELECT id, day, paid FROM visits WHERE paid IS NULL OR paid = '0';
-- reads id: Int, day: Date, paid: Option<Decimal>

-- query paid()
SELECT id, paid, scan FROM visits WHERE paid IS NOT NULL AND length(scan) > 0;
-- reads id: Int, paid: Decimal, scan: Bytes

-- query insured_share()
SELECT insured, COUNT(*) AS n FROM patients GROUP BY insured;
-- reads insured: Option<Bool>, n: Int

-- query surely_insured()
SELECT name, insured FROM patients WHERE insured;
-- reads name: String, insured: Bool

-- query surely_not_insured()
SELECT name, insured FROM patients WHERE NOT insured;
-- reads name: String, insured: Bool

-- query not_known_to_be_insured()
SELECT name, insured FROM patients WHERE insured IS NOT TRUE;
-- reads name: String, insured: Option<Bool>

-- query born_first()
SELECT MIN(born) AS first, MAX(born) AS last FROM patients;
-- reads first: Option<Date>, last: Option<Date>

-- query same_birthday()
SELECT a.name, b.name AS other, a.born FROM patients a JOIN patients b ON a.born = b.born AND a.name < b.name;
-- reads name: String, other: String, born: Date

-- query busiest_doctor()
SELECT d.name, t.visits, t.last FROM doctors d
JOIN (SELECT doctor_id, COUNT(*) AS visits, MAX(day) AS last FROM visits GROUP BY doctor_id) t ON t.doctor_id = d.id
ORDER BY t.visits DESC LIMIT 5;
-- reads name: String, visits: Int, last: Date

-- query doctors_with_perhaps_visits()
SELECT d.name, t.visits, t.last FROM doctors d
LEFT JOIN (SELECT doctor_id, COUNT(*) AS visits, MAX(day) AS last FROM visits GROUP BY doctor_id) t ON t.doctor_id = d.id;
-- reads name: String, visits: Option<Int>, last: Option<Date>
