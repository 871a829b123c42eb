-- What somebody who knows PostgreSQL would build for the help desk's queries by hand.
CREATE INDEX ON "Help Desk".people (login);
CREATE INDEX ON "Help Desk".people (lower(email)) WHERE deleted_at IS NULL;
CREATE INDEX ON "Help Desk".people USING gin ("full name" gin_trgm_ops);
CREATE INDEX ON "Help Desk".tickets (assigned_to, priority, changed_at DESC) WHERE state IN ('new', 'open', 'waiting') AND deleted_at IS NULL;
CREATE INDEX ON "Help Desk".tickets ("createdAt") WHERE assigned_to IS NULL AND state = 'new' AND deleted_at IS NULL;
CREATE INDEX ON "Help Desk".tickets (asked_by, "createdAt" DESC) WHERE deleted_at IS NULL;
CREATE INDEX ON "Help Desk".tickets USING gin (tags) WHERE deleted_at IS NULL;
CREATE INDEX ON "Help Desk".tickets USING gin (fields jsonb_path_ops);
CREATE INDEX ON "Help Desk".tickets ((fields #>> '{order,number}'));
CREATE INDEX ON "Help Desk".tickets USING gin (search);
CREATE INDEX ON "Help Desk".remarks (ticket_id, said_at);
CREATE INDEX ON "Help Desk".bookings USING gist (during);
CREATE INDEX ON "Help Desk".bookings (room_id);
CREATE INDEX ON "Help Desk".rooms USING gist (place);
CREATE INDEX ON "Help Desk".calls (token);
CREATE INDEX ON "Help Desk".calls USING brin (at);
CREATE INDEX ON "Help Desk".calls (at) WHERE status = 500;
