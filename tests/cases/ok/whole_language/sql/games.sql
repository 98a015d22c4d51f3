
-- Newest first.
SELECT id FROM games ORDER BY id DESC LIMIT :limit

