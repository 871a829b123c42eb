-- Objects of the kinds that a database has few of, each with what is special to its kind. What came with the server
-- has a number below 16384; column names that newer majors changed are looked up in the row as JSON.
WITH spaces AS (
    SELECT oid, nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
)
SELECT 'schema' AS kind, n.oid, NULL::name AS schema, n.nspname AS name, n.nspowner AS owner, NULL::text AS definition,
       NULL::jsonb AS detail
FROM pg_namespace n WHERE n.oid IN (SELECT oid FROM spaces)
UNION ALL
SELECT 'extension', e.oid, n.nspname, e.extname, e.extowner, e.extversion, NULL
FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace
WHERE e.oid >= 16384
UNION ALL
SELECT 'default grant', d.oid, n.nspname, d.defaclobjtype::name, d.defaclrole, NULL, NULL
FROM pg_default_acl d LEFT JOIN pg_namespace n ON n.oid = d.defaclnamespace
UNION ALL
SELECT 'operator', o.oid, n.nspname, o.oprname, o.oprowner,
       concat_ws(', ',
           'FUNCTION = ' || o.oprcode::regproc,
           'LEFTARG = ' || CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
           'RIGHTARG = ' || format_type(o.oprright, NULL),
           'COMMUTATOR = ' || (SELECT format('OPERATOR(%I.%s)', cn.nspname, c.oprname)
                               FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace
                               WHERE c.oid = o.oprcom),
           'NEGATOR = ' || (SELECT format('OPERATOR(%I.%s)', cn.nspname, c.oprname)
                            FROM pg_operator c JOIN pg_namespace cn ON cn.oid = c.oprnamespace
                            WHERE c.oid = o.oprnegate),
           'RESTRICT = ' || CASE WHEN o.oprrest <> 0 THEN o.oprrest::regproc END,
           'JOIN = ' || CASE WHEN o.oprjoin <> 0 THEN o.oprjoin::regproc END,
           CASE WHEN o.oprcanhash THEN 'HASHES' END,
           CASE WHEN o.oprcanmerge THEN 'MERGES' END),
       jsonb_build_object('left', CASE WHEN o.oprleft <> 0 THEN format_type(o.oprleft, NULL) END,
                          'right', format_type(o.oprright, NULL), 'result', format_type(o.oprresult, NULL))
FROM pg_operator o JOIN spaces n ON n.oid = o.oprnamespace
WHERE o.oprcode <> 0
UNION ALL
SELECT 'cast', c.oid, NULL, '', 0,
       CASE c.castmethod WHEN 'f' THEN 'WITH FUNCTION ' || c.castfunc::regprocedure
                         WHEN 'i' THEN 'WITH INOUT' ELSE 'WITHOUT FUNCTION' END
           || CASE c.castcontext WHEN 'a' THEN ' AS ASSIGNMENT' WHEN 'i' THEN ' AS IMPLICIT' ELSE '' END,
       jsonb_build_object('source', format_type(c.castsource, NULL), 'target', format_type(c.casttarget, NULL))
FROM pg_cast c
WHERE c.oid >= 16384
  AND NOT EXISTS (SELECT FROM pg_depend d -- what a range type brings along
                  WHERE d.classid = 'pg_cast'::regclass AND d.objid = c.oid AND d.deptype = 'i')
UNION ALL
SELECT 'collation', l.oid, n.nspname, l.collname, l.collowner,
       concat_ws(', ',
           'PROVIDER = ' || CASE l.collprovider WHEN 'i' THEN 'icu' WHEN 'b' THEN 'builtin' WHEN 'c' THEN 'libc' END,
           'LOCALE = ' || quote_literal(coalesce(to_jsonb(l) ->> 'colllocale', to_jsonb(l) ->> 'colliculocale')),
           'LC_COLLATE = ' || quote_literal(l.collcollate),
           'LC_CTYPE = ' || quote_literal(l.collctype),
           'RULES = ' || quote_literal(l.collicurules),
           CASE WHEN NOT l.collisdeterministic THEN 'DETERMINISTIC = false' END),
       NULL
FROM pg_collation l JOIN spaces n ON n.oid = l.collnamespace
UNION ALL
SELECT 'event trigger', t.oid, NULL, t.evtname, t.evtowner, NULL,
       jsonb_build_object('event', t.evtevent, 'tags', coalesce(to_jsonb(t.evttags), '[]'), 'enabled', t.evtenabled,
                          'function', f.proname, 'function_schema', fn.nspname)
FROM pg_event_trigger t
JOIN pg_proc f ON f.oid = t.evtfoid
JOIN pg_namespace fn ON fn.oid = f.pronamespace
UNION ALL
SELECT 'publication', p.oid, NULL, p.pubname, p.pubowner, NULL,
       jsonb_build_object(
           'every_table', p.puballtables, 'via_root', p.pubviaroot,
           'generated', CASE to_jsonb(p) ->> 'pubgencols' WHEN 's' THEN 'stored' ELSE 'none' END,
           'insert', p.pubinsert, 'update', p.pubupdate, 'delete', p.pubdelete, 'truncate', p.pubtruncate,
           'schemas', (SELECT coalesce(jsonb_agg(n.nspname), '[]')
                       FROM pg_publication_namespace s JOIN pg_namespace n ON n.oid = s.pnnspid
                       WHERE s.pnpubid = p.oid),
           'tables', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                 'relation', r.prrelid::bigint, 'columns', coalesce(to_jsonb(r.prattrs::int2[]), '[]'),
                                 'where', pg_get_expr(r.prqual, r.prrelid))), '[]')
                      FROM pg_publication_rel r WHERE r.prpubid = p.oid))
FROM pg_publication p
UNION ALL
SELECT 'foreign wrapper', w.oid, NULL, w.fdwname, w.fdwowner, NULL,
       jsonb_build_object('handler', CASE WHEN w.fdwhandler <> 0 THEN w.fdwhandler::regproc END,
                          'validator', CASE WHEN w.fdwvalidator <> 0 THEN w.fdwvalidator::regproc END,
                          'options', coalesce(to_jsonb(w.fdwoptions), '[]'))
FROM pg_foreign_data_wrapper w WHERE w.oid >= 16384
UNION ALL
SELECT 'foreign server', s.oid, NULL, s.srvname, s.srvowner, NULL,
       jsonb_build_object('wrapper', w.fdwname, 'type', s.srvtype, 'version', s.srvversion,
                          'options', coalesce(to_jsonb(s.srvoptions), '[]'))
FROM pg_foreign_server s JOIN pg_foreign_data_wrapper w ON w.oid = s.srvfdw
