-- Bookings: exclusion constraints by range and by two columns, opening hours, ranges and multiranges, intervals.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE TYPE booking_status AS ENUM ('held', 'confirmed', 'checked in', 'no-show', 'cancelled');
CREATE TYPE address AS (street text, city text, postcode varchar(10));
CREATE TYPE temperature AS RANGE (subtype = numeric);
CREATE TABLE venues (
    id int GENERATED ALWAYS AS IDENTITY (START WITH 1000 INCREMENT BY 10) PRIMARY KEY,
    name text NOT NULL,
    place address NOT NULL,
    timezone text NOT NULL CHECK (timezone IN ('Europe/Vienna', 'Europe/London', 'America/New_York')),
    opens time NOT NULL,
    closes time NOT NULL,
    comfort temperature,
    CHECK (opens < closes)
);
CREATE TABLE rooms (
    venue_id int NOT NULL REFERENCES venues,
    number smallint NOT NULL CHECK (number >= 1),
    label "char" NOT NULL,
    capacity int4range NOT NULL CHECK (NOT isempty(capacity) AND lower(capacity) >= 1),
    hourly_rate numeric(8, 2) NOT NULL CHECK (hourly_rate > 0),
    maintenance tstzmultirange,
    PRIMARY KEY (venue_id, number)
);
CREATE TABLE guests (
    id uuid DEFAULT gen_random_uuid() PRIMARY KEY,
    first_name text NOT NULL, last_name text NOT NULL,
    contact_email text UNIQUE,
    contact_phone text,
    loyalty int NOT NULL DEFAULT 0 CHECK (loyalty % 5 = 0),
    CHECK (contact_email IS NOT NULL OR contact_phone IS NOT NULL)
);
CREATE TABLE bookings (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    venue_id int NOT NULL,
    room smallint NOT NULL,
    guest_id uuid NOT NULL REFERENCES guests,
    during tstzrange NOT NULL CHECK (NOT isempty(during)),
    status booking_status NOT NULL,
    party int NOT NULL CHECK (party BETWEEN 1 AND 12),
    cancelled_at timestamptz,
    deposit numeric(8, 2) CHECK (deposit >= 0),
    FOREIGN KEY (venue_id, room) REFERENCES rooms,
    CHECK ((status = 'cancelled') = (cancelled_at IS NOT NULL)),
    EXCLUDE USING gist (venue_id WITH =, room WITH =, during WITH &&) WHERE (status <> 'cancelled')
);
CREATE TABLE shifts (
    staff_code char(4) NOT NULL CHECK (staff_code ~ '^[A-Z]\d{3}$'),
    starts_at timestamp NOT NULL,
    ends_at timestamp NOT NULL,
    pause interval NOT NULL CHECK (pause >= '15 minutes' AND pause <= '2 hours'),
    CHECK (ends_at > starts_at),
    EXCLUDE USING gist (staff_code WITH =, tsrange(starts_at, ends_at) WITH &&)
);
CREATE TABLE closures (
    venue_id int NOT NULL REFERENCES venues,
    day date NOT NULL CHECK (extract(isodow FROM day) < 6),
    reason text NOT NULL,
    UNIQUE (venue_id, day)
);
CREATE TABLE reviews (
    booking_id bigint PRIMARY KEY REFERENCES bookings,
    stars smallint NOT NULL CHECK (stars >= 1 AND stars <= 5),
    body text,
    answered_at timestamptz, answer text,
    CHECK (CASE WHEN answer IS NULL THEN answered_at IS NULL ELSE answered_at IS NOT NULL END),
    CHECK (stars > 2 OR body IS NOT NULL)
);
