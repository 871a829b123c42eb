-- What a key is used for.

-- name: entry_by_key
-- One row by its key.
-- params: SELECT tenant_id, id FROM entries WHERE n IN (7, 4711, 40000, 79999) ORDER BY n
SELECT * FROM entries WHERE tenant_id = :tenant_id AND id = :id;

-- name: entries_made_together
-- Two hundred rows that were made one after the other, by their keys: do they lie together?
-- params: SELECT tenant_id, array_agg(id ORDER BY n) AS ids FROM entries
--     WHERE tenant_id = 3 AND (n BETWEEN 100 AND 2099 OR n BETWEEN 50000 AND 51999)
--     GROUP BY tenant_id, n > 40000 ORDER BY min(n)
SELECT count(body) FROM entries WHERE tenant_id = :tenant_id AND id = ANY (:ids);

-- name: entries_of_notes
-- The entries of the latest thousand notes of a tenant: a join over the key.
-- params: SELECT 3 AS tenant_id, 69000 AS since UNION ALL SELECT 3, 20000 ORDER BY 2
SELECT count(e.body)
  FROM notes m JOIN entries e ON e.tenant_id = m.tenant_id AND e.id = m.entry_id
 WHERE m.tenant_id = :tenant_id AND m.n BETWEEN :since AND :since + 10000;
