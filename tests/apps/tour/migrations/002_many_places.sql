WITH RECURSIVE number(n) AS (SELECT 4 UNION ALL SELECT n + 1 FROM number WHERE n < 80)
INSERT INTO place (id, name) SELECT n, 'Place ' || n FROM number;
