

SELECT text, score
  FROM notes
 WHERE score >= :least   -- the best of them
 ORDER BY score DESC
