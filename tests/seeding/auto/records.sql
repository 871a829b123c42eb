-- Medical records of the kind that clinics share: everybody is a person, everything has a creator, nothing is deleted
-- but voided with a reason, observations hold one value of many kinds, and concepts answer one another.
CREATE SCHEMA emr;
CREATE DOMAIN emr.guid AS char(38) CHECK (length(trim(VALUE)) = 36 AND VALUE ~ '^[0-9a-f-]+');
CREATE DOMAIN emr.yes_no AS smallint NOT NULL DEFAULT 0 CHECK (VALUE IN (0, 1));
CREATE FUNCTION emr.check_digit(t text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
  $$ SELECT right(t, 1) = '3' AND t ~ '^[0-9]+$' $$;

CREATE TABLE emr.users (
  user_id serial PRIMARY KEY, system_id varchar(50) NOT NULL UNIQUE, creator int NOT NULL, person_id int NOT NULL,
  secret_question text, retired emr.yes_no, retired_by int, date_retired timestamp, retire_reason varchar(255), uuid emr.guid NOT NULL UNIQUE,
  CONSTRAINT creator_of_user FOREIGN KEY (creator) REFERENCES emr.users DEFERRABLE INITIALLY DEFERRED,
  FOREIGN KEY (retired_by) REFERENCES emr.users,
  CONSTRAINT retired_with_all CHECK ((retired = 1) = (date_retired IS NOT NULL)), CHECK (retired = 0 OR retire_reason IS NOT NULL)
);
CREATE TABLE emr.person (
  person_id serial PRIMARY KEY, gender varchar(50) CHECK (gender IN ('M', 'F', 'O', '')), birthdate date, birthtime time, birthdate_estimated emr.yes_no,
  dead emr.yes_no, death_date timestamp, cause_of_death int, creator int REFERENCES emr.users, uuid emr.guid NOT NULL UNIQUE,
  CONSTRAINT dead_people CHECK (dead = 1 OR (death_date IS NULL AND cause_of_death IS NULL)),
  CONSTRAINT born_first CHECK (death_date >= birthdate)
);
ALTER TABLE emr.users ADD CONSTRAINT person_of_user FOREIGN KEY (person_id) REFERENCES emr.person;
CREATE TABLE emr.concept_datatype (id serial PRIMARY KEY, name varchar(255) NOT NULL UNIQUE, hl7 char(2) CHECK (hl7 ~ '^[A-Z]{2}$'));
CREATE TABLE emr.concept (
  concept_id serial PRIMARY KEY, datatype int NOT NULL REFERENCES emr.concept_datatype, is_set emr.yes_no, uuid emr.guid NOT NULL UNIQUE,
  low double precision, hi double precision, units varchar(20), CONSTRAINT ordered CHECK (low < hi)
);
ALTER TABLE emr.person ADD FOREIGN KEY (cause_of_death) REFERENCES emr.concept;
CREATE TABLE emr.concept_name (
  id serial PRIMARY KEY, concept_id int NOT NULL REFERENCES emr.concept, name varchar(255) NOT NULL, locale varchar(50) NOT NULL CHECK (locale ~ '^[a-z]{2}(_[A-Z]{2})?$'),
  preferred boolean NOT NULL, kind text CHECK (kind IN ('FULLY_SPECIFIED', 'SHORT', 'INDEX_TERM')),
  CONSTRAINT no_preferred_index_terms CHECK (NOT preferred OR kind IS DISTINCT FROM 'INDEX_TERM')
);
CREATE UNIQUE INDEX one_full_name ON emr.concept_name (concept_id, locale) WHERE kind = 'FULLY_SPECIFIED';
CREATE TABLE emr.concept_answer (
  concept int NOT NULL REFERENCES emr.concept, answer int NOT NULL REFERENCES emr.concept, weight real CHECK (weight > 0 AND weight < 'Infinity'),
  PRIMARY KEY (concept, answer), CHECK (concept <> answer)
);
CREATE TABLE emr.location (
  id serial PRIMARY KEY, name text NOT NULL, parent int REFERENCES emr.location CHECK (parent <> id), path int[] NOT NULL CHECK (array_position(path, NULL) IS NULL),
  latitude numeric(9, 6) CHECK (latitude BETWEEN -90 AND 90), longitude numeric(9, 6) CHECK (abs(longitude) <= 180)
);
CREATE TABLE emr.patient (
  patient_id int PRIMARY KEY REFERENCES emr.person, allergy_status text NOT NULL DEFAULT 'Unknown' CHECK (initcap(allergy_status) = allergy_status)
);
CREATE TABLE emr.identifier_type (id smallserial PRIMARY KEY, name text NOT NULL, format text, "check" boolean NOT NULL, uniqueness text CHECK (uniqueness IN ('UNIQUE', 'NON_UNIQUE', 'LOCATION')));
CREATE TABLE emr.patient_identifier (
  patient int NOT NULL REFERENCES emr.patient, kind smallint NOT NULL REFERENCES emr.identifier_type, identifier varchar(50) NOT NULL CHECK (trim(identifier) <> ''),
  checked text CHECK (emr.check_digit(checked)), preferred boolean NOT NULL, UNIQUE (kind, identifier)
);
CREATE UNIQUE INDEX one_preferred ON emr.patient_identifier (patient) WHERE preferred;
CREATE TABLE emr.visit (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, patient int NOT NULL REFERENCES emr.patient, started timestamptz NOT NULL, stopped timestamptz,
  location int REFERENCES emr.location, CONSTRAINT stop_after_start CHECK (stopped > started AND stopped < started + interval '90 days')
);
CREATE TABLE emr.encounter (
  id bigint GENERATED ALWAYS AS IDENTITY, patient int NOT NULL REFERENCES emr.patient, visit bigint REFERENCES emr.visit, at timestamptz NOT NULL, form jsonb CHECK (jsonb_typeof(form -> 'version') = 'number'),
  PRIMARY KEY (id, patient)
) PARTITION BY HASH (patient);
CREATE TABLE emr.encounter_0 PARTITION OF emr.encounter FOR VALUES WITH (MODULUS 3, REMAINDER 0);
CREATE TABLE emr.encounter_1 PARTITION OF emr.encounter FOR VALUES WITH (MODULUS 3, REMAINDER 1);
CREATE TABLE emr.encounter_2 PARTITION OF emr.encounter FOR VALUES WITH (MODULUS 3, REMAINDER 2);
CREATE TABLE emr.obs (
  id bigserial PRIMARY KEY, person int NOT NULL REFERENCES emr.person, concept int NOT NULL REFERENCES emr.concept, encounter bigint, patient int,
  obs_group bigint REFERENCES emr.obs, value_coded int REFERENCES emr.concept, value_numeric double precision, value_text text, value_datetime timestamptz, value_complex text CHECK (value_complex LIKE '%|%'),
  previous bigint UNIQUE REFERENCES emr.obs, status text NOT NULL DEFAULT 'FINAL' CHECK (status IN ('FINAL', 'AMENDED', 'PRELIMINARY')), interpretation text,
  CONSTRAINT of_encounter FOREIGN KEY (encounter, patient) REFERENCES emr.encounter (id, patient) MATCH FULL,
  CONSTRAINT one_value CHECK (num_nonnulls(value_coded, value_numeric, value_text, value_datetime, value_complex) = 1 OR (obs_group IS NULL AND num_nonnulls(value_coded, value_numeric, value_text, value_datetime, value_complex) = 0)),
  CONSTRAINT amended_from CHECK (status <> 'AMENDED' OR previous IS NOT NULL)
);
CREATE TABLE emr.drug_order (
  id bigserial PRIMARY KEY, patient int NOT NULL REFERENCES emr.patient, concept int NOT NULL REFERENCES emr.concept, dose numeric(10, 3), dose_units text, as_needed boolean NOT NULL, condition text,
  frequency text CHECK (frequency ~ '^(once|twice|[3-6] times) (daily|weekly)$'), during tstzrange NOT NULL, urgency text NOT NULL CHECK (urgency IN ('STAT', 'ROUTINE', 'ON_SCHEDULED_DATE')), scheduled date,
  CHECK ((dose IS NULL) = (dose_units IS NULL)), CHECK (as_needed OR condition IS NULL), CHECK ((urgency = 'ON_SCHEDULED_DATE') = (scheduled IS NOT NULL)),
  CHECK (lower(during) IS NOT NULL AND NOT isempty(during))
);
