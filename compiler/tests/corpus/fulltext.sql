-- Full text: tables of FTS5, with what is searched for.

-- migration 001_fulltext
CREATE TABLE books (
  id INTEGER PRIMARY KEY,
  title TEXT NOT NULL,
  blurb TEXT
);
CREATE VIRTUAL TABLE pages USING fts5(heading, text, book UNINDEXED);
CREATE VIRTUAL TABLE book_index USING fts5(title, blurb, content='books', content_rowid='id');
CREATE TRIGGER books_added AFTER INSERT ON books BEGIN
  INSERT INTO book_index (rowid, title, blurb) VALUES (new.id, new.title, new.blurb);
END;

-- query all_pages()
SELECT rowid AS id, heading, text FROM pages;
-- reads id: Int, heading: Option<String>, text: Option<String>

-- query find_pages()
SELECT heading, text, bm25(pages) AS score
FROM pages
WHERE pages MATCH 'a OR b OR ann'
ORDER BY rank;
-- reads heading: Option<String>, text: Option<String>, score: Float

-- query highlights()
SELECT highlight(pages, 0, '<b>', '</b>') AS heading, snippet(pages, 1, '', '', '…', 5) AS part
FROM pages
WHERE pages MATCH 'a OR b OR 12';
-- reads heading: Option<String>, part: Option<String>

-- query as_function()
SELECT rowid AS id, text FROM pages('a OR b OR ann OR 12');
-- reads id: Int, text: Option<String>

-- query of_books()
-- nullable indexed: the books whose titles are indexed have titles
SELECT b.id, b.title, b.blurb, f.title AS indexed
FROM book_index AS f JOIN books AS b ON b.id = f.rowid
WHERE f.book_index MATCH 'a OR b OR 12';
-- reads id: Int, title: String, blurb: Option<String>, indexed: Option<String>

-- query left_joined()
SELECT b.id, f.heading FROM books AS b LEFT JOIN pages AS f ON f.rowid = b.id;
-- reads id: Int, heading: Option<String>

-- query ranks()
SELECT rank FROM pages WHERE rowid > 0;
-- reads rank: Option<Float>

-- query page_kinds()
SELECT typeof(book) AS kind, CAST(book AS TEXT) AS book FROM pages;
-- reads kind: String, book: Option<String>

-- query add_page(heading, text)
INSERT INTO pages (heading, text) VALUES (:heading, :text);
-- writes
-- takes :heading String, :text String

-- query add_book(title, blurb: Option<String>)
INSERT INTO books (title, blurb) VALUES (:title, :blurb) RETURNING id, title, blurb;
-- writes id: Int, title: String, blurb: Option<String>
-- takes :title String, :blurb Option<String>

-- query change_page(text)
UPDATE pages SET text = :text WHERE rowid > 0;
-- writes
-- takes :text String

-- query remove_pages(id)
DELETE FROM pages WHERE rowid <> :id;
-- writes
-- takes :id Int

-- query optimize()
INSERT INTO pages (pages) VALUES ('optimize');
-- writes
