-- A library: books have several authors and copies, which members borrow.

-- migration 001_library
CREATE TABLE authors (author_id INTEGER PRIMARY KEY, name TEXT NOT NULL, born INTEGER);
CREATE TABLE books (book_id INTEGER PRIMARY KEY, title TEXT NOT NULL, pages INTEGER, shelf TEXT);
CREATE TABLE book_authors (
  book_id INTEGER NOT NULL REFERENCES books,
  author_id INTEGER NOT NULL REFERENCES authors,
  role TEXT,
  UNIQUE (book_id, author_id)
);
CREATE TABLE members (member_id INTEGER PRIMARY KEY, name TEXT NOT NULL, fee REAL);
CREATE TABLE loans (
  book_id INTEGER NOT NULL REFERENCES books,
  member_id INTEGER REFERENCES members,
  day DATE NOT NULL,
  returned DATE
);
CREATE INDEX loans_by_member ON loans (member_id, day);

-- query books_with_authors()
SELECT book_id, title, authors.name, role FROM books JOIN book_authors USING (book_id) JOIN authors USING (author_id);
-- reads book_id: Int, title: String, name: String, role: Option<String>

-- query all_books_with_authors()
SELECT book_id, title, authors.name, born FROM books LEFT JOIN book_authors USING (book_id) LEFT JOIN authors USING (author_id);
-- reads book_id: Int, title: String, name: Option<String>, born: Option<Int>

-- query every_author_with_books()
SELECT author_id, name, book_id, role FROM book_authors RIGHT JOIN authors USING (author_id);
-- reads author_id: Int, name: String, book_id: Option<Int>, role: Option<String>

-- query books_and_loans_in_full()
-- nullable own_id: a foreign key leaves no loan without a book
-- nullable title: a foreign key leaves no loan without a book
SELECT book_id, books.title, loans.day, books.book_id AS own_id, loans.book_id AS lent_id FROM books FULL JOIN loans USING (book_id);
-- reads book_id: Int, title: Option<String>, day: Option<Date>, own_id: Option<Int>, lent_id: Option<Int>

-- query members_and_loans_in_full()
SELECT member_id, members.name, loans.day FROM members FULL JOIN loans USING (member_id);
-- reads member_id: Option<Int>, name: Option<String>, day: Option<Date>

-- query three_in_full()
SELECT member_id, m.name, l.day, f.fee FROM members m FULL JOIN loans l USING (member_id) FULL JOIN members f USING (member_id);
-- reads member_id: Option<Int>, name: Option<String>, day: Option<Date>, fee: Option<Float>

-- query full_and_then_inner()
-- nullable name: the members are joined to themselves
SELECT member_id, l.day, m.name, n.fee FROM loans l FULL JOIN members m USING (member_id) JOIN members n USING (member_id);
-- reads member_id: Int, day: Option<Date>, name: Option<String>, fee: Option<Float>

-- query full_and_then_left()
SELECT member_id, l.day, m.name, n.fee FROM loans l FULL JOIN members m USING (member_id) LEFT JOIN members n USING (member_id);
-- reads member_id: Option<Int>, day: Option<Date>, name: Option<String>, fee: Option<Float>

-- query right_and_then_inner()
SELECT member_id, l.day, m.name, n.fee FROM loans l RIGHT JOIN members m USING (member_id) JOIN members n USING (member_id);
-- reads member_id: Int, day: Option<Date>, name: String, fee: Option<Float>

-- query natural()
SELECT title, day, returned FROM books NATURAL JOIN loans;
-- reads title: String, day: Date, returned: Option<Date>

-- query natural_left()
SELECT * FROM books NATURAL LEFT JOIN loans;
-- reads book_id: Int, title: String, pages: Option<Int>, shelf: Option<String>, member_id: Option<Int>, day: Option<Date>, returned: Option<Date>

-- query natural_right()
SELECT book_id, title, day FROM loans NATURAL RIGHT JOIN books;
-- reads book_id: Int, title: String, day: Option<Date>

-- query natural_full()
-- nullable title: a foreign key leaves no loan without a book
SELECT book_id, title, day FROM loans NATURAL FULL JOIN books;
-- reads book_id: Int, title: Option<String>, day: Option<Date>

-- query natural_of_three()
SELECT title, day, members.name FROM books NATURAL JOIN loans NATURAL JOIN members;
-- reads title: String, day: Date, name: String

-- query lent_now()
SELECT b.title, m.name, l.day FROM loans l JOIN books b ON b.book_id = l.book_id LEFT JOIN members m ON m.member_id = l.member_id WHERE l.returned IS NULL;
-- reads title: String, name: Option<String>, day: Date

-- query returned()
-- nullable days: a text may be no date, for all that the function knows
SELECT b.title, l.returned, julianday(l.returned) - julianday(l.day) AS days FROM loans l JOIN books b USING (book_id) WHERE l.returned >= l.day;
-- reads title: String, returned: Date, days: Option<Float>

-- query co_authors()
SELECT DISTINCT a.author_id AS first, b.author_id AS second FROM book_authors a, book_authors b WHERE a.book_id = b.book_id AND a.author_id < b.author_id;
-- reads first: Int, second: Int

-- query books_without_authors()
SELECT title, pages FROM books WHERE book_id NOT IN (SELECT book_id FROM book_authors);
-- reads title: String, pages: Option<Int>

-- query never_borrowed()
SELECT b.title, b.shelf FROM books b WHERE NOT EXISTS (SELECT 1 FROM loans WHERE loans.book_id = b.book_id);
-- reads title: String, shelf: Option<String>

-- query most_borrowed()
SELECT b.title, (SELECT COUNT(*) FROM loans l WHERE l.book_id = b.book_id) AS times,
  (SELECT m.name FROM loans l JOIN members m USING (member_id) WHERE l.book_id = b.book_id ORDER BY l.day DESC LIMIT 1) AS last
FROM books b ORDER BY times DESC;
-- reads title: String, times: Int, last: Option<String>

-- query thick_books(least)
SELECT title, pages FROM books WHERE pages >= :least OR pages BETWEEN 40 AND 90 ORDER BY pages;
-- reads title: String, pages: Int
-- takes :least Int

-- query shelves()
SELECT shelf, COUNT(*) AS books, SUM(pages) AS pages, MAX(title) AS last_title FROM books GROUP BY shelf HAVING COUNT(*) > 0 AND shelf IS NOT NULL;
-- reads shelf: String, books: Int, pages: Option<Int>, last_title: String

-- query shelf_or_floor()
SELECT title, CASE WHEN shelf IS NULL OR shelf = '' THEN 'floor' ELSE shelf END AS place, iif(pages IS NOT NULL, pages, 0) AS pages FROM books;
-- reads title: String, place: String, pages: Int

-- query fees()
SELECT COALESCE(SUM(fee), 0.0) AS total, COALESCE(AVG(fee), 0) AS mean, MAX(fee) AS most FROM members;
-- reads total: Float, mean: Float, most: Option<Float>

-- query lists(n, m)
SELECT title FROM books WHERE book_id IN (:n, :m) AND (book_id, title) <> (0, '');
-- reads title: String
-- takes :n Int, :m Int
