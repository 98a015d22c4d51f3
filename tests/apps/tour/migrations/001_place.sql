CREATE TABLE place (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  note TEXT,
  stars INTEGER
) STRICT;

INSERT INTO place (id, name, note, stars) VALUES
  (1, 'Harbour', 'Best in the morning', 4),
  (2, '<b>Tower</b> & "Keep"', NULL, NULL),
  (3, '</script><script>alert(1)</script>', 'x', 5);
