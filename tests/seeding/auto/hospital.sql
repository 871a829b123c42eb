-- A hospital: patients, wards, stays that must not overlap, prescriptions, invoices; the DDL is our own.
CREATE EXTENSION IF NOT EXISTS btree_gist;
CREATE SCHEMA "Klinik";
CREATE TYPE "Klinik".sex AS ENUM ('female', 'male', 'diverse', 'unknown');
CREATE TYPE "Klinik".blood AS ENUM ('0+', '0-', 'A+', 'A-', 'B+', 'B-', 'AB+', 'AB-');
CREATE TYPE "Klinik".dosage AS (amount numeric(8,3), unit text, per interval);
CREATE DOMAIN "Klinik".insurance_number AS char(10) CHECK (VALUE ~ '^[A-Z][0-9]{9}$');
CREATE DOMAIN "Klinik".percent AS numeric(5,2) NOT NULL DEFAULT 0 CHECK (VALUE BETWEEN 0 AND 100);
CREATE DOMAIN "Klinik".icd AS text CONSTRAINT icd_form CHECK (VALUE SIMILAR TO '[A-Z][0-9]{2}(.[0-9]{1,2})?');
CREATE FUNCTION "Klinik".touch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN NEW.changed_at := greatest(NEW.created_at, TIMESTAMPTZ '2026-01-01'); RETURN NEW; END $$;

CREATE TABLE "Klinik"."Stationen" (
  "Kürzel" char(3) PRIMARY KEY CHECK ("Kürzel" = upper("Kürzel")),
  "Name der Station" text NOT NULL UNIQUE,
  beds smallint NOT NULL CHECK (beds > 0 AND beds < 100),
  phone text CHECK (phone ~ '^\+?[0-9 ()-]{6,20}$'),
  floor int4range NOT NULL CHECK (NOT isempty(floor))
);
CREATE TABLE "Klinik".staff (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  "user" text NOT NULL UNIQUE,
  "order" int NOT NULL,
  ward char(3) NOT NULL REFERENCES "Klinik"."Stationen",
  chief uuid REFERENCES "Klinik".staff,
  hired date NOT NULL,
  retired date,
  salary money NOT NULL CHECK (salary > '1000'::money),
  shift timetz,
  languages char(2)[] CHECK (array_length(languages, 1) >= 1),
  CONSTRAINT retired_later CHECK (retired > hired + 30),
  CONSTRAINT not_own_chief CHECK (chief IS DISTINCT FROM id)
);
CREATE TABLE "Klinik".patients (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  number "Klinik".insurance_number UNIQUE,
  given_name varchar(80) NOT NULL,
  family_name varchar(80) NOT NULL,
  full_name text GENERATED ALWAYS AS (given_name || ' ' || family_name) STORED,
  born date NOT NULL CHECK (born >= '1900-01-01' AND born < '2026-01-01'),
  died date,
  sex "Klinik".sex NOT NULL DEFAULT 'unknown',
  blood "Klinik".blood,
  height_cm int CHECK (height_cm BETWEEN 30 AND 250),
  weight_kg numeric(4,1) CHECK (weight_kg > 0),
  allergies text[] NOT NULL DEFAULT '{}',
  contact jsonb NOT NULL CHECK (contact ? 'kind'),
  family_doctor uuid REFERENCES "Klinik".staff,
  created_at timestamptz NOT NULL DEFAULT now(),
  changed_at timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT dies_after_birth CHECK (died >= born),
  CHECK (changed_at >= created_at)
);
CREATE TRIGGER touch BEFORE INSERT OR UPDATE ON "Klinik".patients FOR EACH ROW EXECUTE FUNCTION "Klinik".touch();
CREATE TABLE "Klinik".rooms (
  ward char(3) NOT NULL REFERENCES "Klinik"."Stationen" ON UPDATE CASCADE,
  number int NOT NULL CHECK (number % 2 = 0 OR number > 100),
  kind text NOT NULL CHECK (kind IN ('single', 'double', 'intensive') OR kind LIKE 'special-%'),
  location point,
  outline polygon,
  PRIMARY KEY (ward, number)
);
CREATE TABLE "Klinik".stays (
  id serial PRIMARY KEY,
  patient bigint NOT NULL REFERENCES "Klinik".patients,
  ward char(3) NOT NULL,
  room int NOT NULL,
  during tstzrange NOT NULL CHECK (NOT isempty(during) AND NOT lower_inf(during)),
  diagnosis "Klinik".icd NOT NULL,
  FOREIGN KEY (ward, room) REFERENCES "Klinik".rooms (ward, number) MATCH FULL,
  EXCLUDE USING gist (ward WITH =, room WITH =, during WITH &&),
  CONSTRAINT one_bed EXCLUDE USING gist (patient WITH =, during WITH &&)
);
CREATE TABLE "Klinik".reservations (
  id serial PRIMARY KEY,
  ward char(3) NOT NULL,
  room int NOT NULL,
  starts_on date NOT NULL,
  ends_on date NOT NULL,
  cancelled boolean NOT NULL DEFAULT false,
  FOREIGN KEY (ward, room) REFERENCES "Klinik".rooms,
  CHECK (ends_on > starts_on),
  EXCLUDE USING gist (ward WITH =, room WITH =, daterange(starts_on, ends_on, '[)') WITH &&) WHERE (NOT cancelled)
);
CREATE TABLE "Klinik".drugs (
  code text PRIMARY KEY CHECK (code ~ '^[A-Z]\d{2}[A-Z]{2}\d{2}$'),
  name text NOT NULL,
  share "Klinik".percent,
  half_life interval NOT NULL CHECK (half_life > interval '10 minutes'),
  ph float8 CHECK (ph > 0 AND ph < 14),
  mask bit(8) NOT NULL,
  flags varbit(12)
);
CREATE TABLE "Klinik".prescriptions (
  stay int NOT NULL REFERENCES "Klinik".stays ON DELETE CASCADE,
  position smallint NOT NULL CHECK (position BETWEEN 1 AND 500),
  drug text NOT NULL REFERENCES "Klinik".drugs,
  dose "Klinik".dosage NOT NULL CHECK ((dose).amount > 0),
  times time[] NOT NULL,
  by uuid NOT NULL REFERENCES "Klinik".staff,
  countersigned uuid REFERENCES "Klinik".staff,
  PRIMARY KEY (stay, position),
  CONSTRAINT four_eyes CHECK (by <> countersigned)
);
CREATE TABLE "Klinik".bills (
  id int PRIMARY KEY,
  patient bigint NOT NULL REFERENCES "Klinik".patients,
  net numeric(12,2) NOT NULL CHECK (net >= 0),
  tax numeric(12,2) NOT NULL CHECK (tax >= 0),
  gross numeric(12,2) NOT NULL,
  paid numeric(12,2) NOT NULL DEFAULT 0,
  due date NOT NULL,
  issued date NOT NULL,
  status text NOT NULL,
  CONSTRAINT sum_agrees CHECK (gross = net + tax),
  CONSTRAINT not_overpaid CHECK (paid BETWEEN 0 AND gross),
  CONSTRAINT due_in_time CHECK (due BETWEEN issued AND issued + 90),
  CONSTRAINT status_and_paid CHECK ((status = 'paid' AND paid = gross) OR (status = 'open' AND paid < gross) OR (status = 'void' AND paid = 0))
);
