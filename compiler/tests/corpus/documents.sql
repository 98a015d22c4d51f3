-- JSON in columns and from functions.

-- migration 001_documents
CREATE TABLE documents (
  id INTEGER PRIMARY KEY,
  body JSON NOT NULL,
  meta JSON,
  tag TEXT NOT NULL
);

-- query parts()
-- nullable whole: the path is the whole document, which is there
SELECT body -> '$' AS whole, body ->> '$.a' IS NULL AS lacks, CAST(body ->> '$.a' AS INTEGER) AS a, meta -> '$.b' AS b
FROM documents;
-- reads whole: Option<Json>, lacks: Bool, a: Option<Int>, b: Option<Json>

-- query compared(x: String)
SELECT body ->> '$.a' = 1 AS is_one, meta ->> '$.b' = :x AS is_x, body ->> '$.a' || '!' AS loud
FROM documents;
-- reads is_one: Option<Bool>, is_x: Option<Bool>, loud: Option<String>
-- takes :x String

-- query made()
SELECT json_array(id, tag) AS pair, json_object('id', id, 'tag', tag) AS object, json_quote(tag) AS quoted, json_array() AS none
FROM documents;
-- reads pair: Json, object: Json, quoted: Json, none: Json

-- query changed(value)
-- nullable c: a path that is not the whole document is no reason for NULL
SELECT json_set(body, '$.n', CAST(:value AS TEXT)) AS a, json_insert(meta, '$.n', 1) AS b, json_remove(body, '$.a') AS c, json_replace(meta, '$.a', NULL) AS d, json_patch(body, '{}') AS e
FROM documents;
-- reads a: Json, b: Option<Json>, c: Option<Json>, d: Option<Json>, e: Json
-- takes :value String

-- query kinds()
-- nullable whole: a document that is there has a type
SELECT json_type(body) AS whole, json_type(body, '$.a') AS of_a, json_array_length(meta) AS n, json_valid(tag) AS valid, json_array_length(body, '$.a') AS at_a
FROM documents;
-- reads whole: Option<String>, of_a: Option<String>, n: Option<Int>, valid: Bool, at_a: Option<Int>

-- query each_value()
SELECT d.id, e.type, e.fullkey, e.id AS element, e.atom IS NULL AS bare
FROM documents AS d, json_each(d.body) AS e;
-- reads id: Int, type: String, fullkey: String, element: Int, bare: Bool

-- query tree(kind)
SELECT d.id, t.path, t.parent, CAST(t.value AS TEXT) AS value
FROM documents AS d JOIN json_tree(d.body) AS t ON t.type <> :kind;
-- reads id: Int, path: String, parent: Option<Int>, value: Option<String>
-- takes :kind String

-- query left_each()
SELECT d.id, e.type, CAST(e.value AS TEXT) AS value
FROM documents AS d LEFT JOIN json_each(d.meta) AS e ON TRUE;
-- reads id: Int, type: Option<String>, value: Option<String>

-- query grouped()
SELECT tag, json_group_array(id) AS ids, json_group_object(tag, id) AS by_tag, json_group_array(meta) FILTER (WHERE meta IS NOT NULL) AS metas
FROM documents
GROUP BY tag;
-- reads tag: String, ids: Json, by_tag: Json, metas: Json

-- query all_ids()
SELECT json_group_array(id ORDER BY id DESC) AS ids, count(*) AS n FROM documents;
-- reads ids: Json, n: Int

-- query binary()
SELECT jsonb(body) AS b, jsonb_array(id) AS a, jsonb_set(meta, '$.a', 1) AS c, json_extract(body, '$.a') IS NULL AS lacks
FROM documents;
-- reads b: Bytes, a: Bytes, c: Option<Bytes>, lacks: Bool

-- query in_list(ids: String)
SELECT id, tag
FROM documents
WHERE id NOT IN (SELECT value FROM json_each('[' || length(:ids) || ']'));
-- reads id: Int, tag: String
-- takes :ids String

-- query store(body: Json, tag)
-- nullable kind: a document that is there has a type
INSERT INTO documents (body, tag)
VALUES (:body, :tag)
RETURNING id, body, meta, json_type(body) AS kind;
-- writes id: Int, body: Json, meta: Option<Json>, kind: Option<String>
-- takes :body Json, :tag String

-- query pretty()
SELECT json_pretty(body) AS text, json(meta) AS compact, json_error_position(tag) AS wrong
FROM documents;
-- reads text: String, compact: Option<Json>, wrong: Int
