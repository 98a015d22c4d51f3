-- Newest first; {braces} in a comment.
SELECT id, text FROM notes ORDER BY id DESC LIMIT :limit
