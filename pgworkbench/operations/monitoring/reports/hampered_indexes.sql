-- Indexes under row-level security with a key whose operators are not leakproof: as long as a policy applies, a query's
-- own condition on such a key is no index condition. A superuser who explains the query does not see this.
SELECT n.nspname AS schema, t.relname AS table, i.relname AS index, m.amname AS method,
       pg_catalog.pg_get_indexdef(x.indexrelid, k.position::int, true) AS key
  FROM pg_catalog.pg_index AS x
  JOIN pg_catalog.pg_class AS t ON t.oid = x.indrelid AND t.relrowsecurity
  JOIN pg_catalog.pg_namespace AS n ON n.oid = t.relnamespace
  JOIN pg_catalog.pg_class AS i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_am AS m ON m.oid = i.relam
 CROSS JOIN LATERAL unnest(x.indclass::oid[]) WITH ORDINALITY AS k (opclass, position)
  JOIN pg_catalog.pg_opclass AS c ON c.oid = k.opclass
 WHERE NOT EXISTS (SELECT FROM pg_catalog.pg_amop AS o JOIN pg_catalog.pg_operator AS p ON p.oid = o.amopopr
                     JOIN pg_catalog.pg_proc AS f ON f.oid = p.oprcode
                    WHERE o.amopfamily = c.opcfamily AND o.amoppurpose = 's' AND f.proleakproof
                      AND o.amoplefttype = c.opcintype)
 ORDER BY 1, 2, 3, k.position;
