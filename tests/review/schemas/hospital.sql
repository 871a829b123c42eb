-- A hospital, grown over the years: prefixed keys, exclusion constraints, a table of the past.
CREATE EXTENSION btree_gist;
CREATE DOMAIN nhs_number AS text CHECK (VALUE ~ '^[0-9]{10}$');
CREATE TYPE blood_group AS ENUM ('0-','0+','A-','A+','B-','B+','AB-','AB+');
CREATE TABLE ward (ward_code text CONSTRAINT ward_pk PRIMARY KEY, ward_name text NOT NULL, floor smallint NOT NULL, bed_count smallint NOT NULL CHECK (bed_count > 0));
CREATE TABLE bed (ward_code text NOT NULL CONSTRAINT bed_ward_fk REFERENCES ward ON UPDATE CASCADE ON DELETE RESTRICT, bed_no smallint NOT NULL, is_isolation boolean NOT NULL DEFAULT false, CONSTRAINT bed_pk PRIMARY KEY (ward_code, bed_no));
CREATE TABLE staff (staff_id integer GENERATED ALWAYS AS IDENTITY CONSTRAINT staff_pk PRIMARY KEY, staff_number text NOT NULL CONSTRAINT staff_number_uk UNIQUE, family_name text NOT NULL, given_name text NOT NULL, role_code text NOT NULL CONSTRAINT staff_role_ck CHECK (role_code IN ('doctor','nurse','admin')), employed_from date NOT NULL, employed_to date, CONSTRAINT staff_period_ck CHECK (employed_to > employed_from));
CREATE TABLE patient (patient_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT patient_pk PRIMARY KEY, nhs_no nhs_number CONSTRAINT patient_nhs_uk UNIQUE, family_name text NOT NULL, given_name text NOT NULL, birth_date date NOT NULL, blood blood_group, sex char(1) NOT NULL CONSTRAINT patient_sex_ck CHECK (sex IN ('F','M','X','U')), deceased_on date, address_line_1 text, address_line_2 text, postcode text, phone text, merged_into_patient_id bigint CONSTRAINT patient_merged_fk REFERENCES patient ON DELETE RESTRICT);
CREATE INDEX patient_name_ix ON patient (family_name, given_name);
CREATE INDEX patient_merged_ix ON patient (merged_into_patient_id);
CREATE TABLE admission (admission_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT admission_pk PRIMARY KEY, patient_id bigint NOT NULL CONSTRAINT admission_patient_fk REFERENCES patient ON DELETE RESTRICT, consultant_id integer NOT NULL CONSTRAINT admission_consultant_fk REFERENCES staff ON DELETE RESTRICT, admitted_at timestamptz NOT NULL, discharged_at timestamptz, status text NOT NULL CONSTRAINT admission_status_ck CHECK (status IN ('planned','admitted','discharged')), CONSTRAINT admission_period_ck CHECK (discharged_at >= admitted_at), CONSTRAINT admission_no_overlap EXCLUDE USING gist (patient_id WITH =, tstzrange(admitted_at, discharged_at) WITH &&));
CREATE INDEX admission_patient_ix ON admission (patient_id, admitted_at);
CREATE INDEX admission_consultant_ix ON admission (consultant_id);
CREATE TABLE bed_stay (admission_id bigint NOT NULL CONSTRAINT bed_stay_admission_fk REFERENCES admission ON DELETE RESTRICT, during tstzrange NOT NULL, ward_code text NOT NULL, bed_no smallint NOT NULL, CONSTRAINT bed_stay_pk PRIMARY KEY (admission_id, during), CONSTRAINT bed_stay_bed_fk FOREIGN KEY (ward_code, bed_no) REFERENCES bed ON UPDATE CASCADE ON DELETE RESTRICT, CONSTRAINT bed_stay_no_double EXCLUDE USING gist (ward_code WITH =, bed_no WITH =, during WITH &&));
CREATE INDEX bed_stay_bed_ix ON bed_stay (ward_code, bed_no);
CREATE TABLE drug (drug_code text CONSTRAINT drug_pk PRIMARY KEY, name text NOT NULL, unit text NOT NULL, max_daily_dose numeric(10,3) NOT NULL);
CREATE TABLE prescription (prescription_id bigint GENERATED ALWAYS AS IDENTITY CONSTRAINT prescription_pk PRIMARY KEY, admission_id bigint NOT NULL CONSTRAINT prescription_admission_fk REFERENCES admission ON DELETE RESTRICT, drug_code text NOT NULL CONSTRAINT prescription_drug_fk REFERENCES drug ON UPDATE CASCADE ON DELETE RESTRICT, prescribed_by integer NOT NULL CONSTRAINT prescription_staff_fk REFERENCES staff ON DELETE RESTRICT, dose numeric(10,3) NOT NULL CONSTRAINT prescription_dose_ck CHECK (dose > 0), times_per_day smallint NOT NULL, starts_on date NOT NULL, ends_on date, prescribed_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX prescription_admission_ix ON prescription (admission_id);
CREATE INDEX prescription_drug_ix ON prescription (drug_code);
CREATE INDEX prescription_staff_ix ON prescription (prescribed_by);
CREATE TABLE observation (admission_id bigint NOT NULL CONSTRAINT observation_admission_fk REFERENCES admission ON DELETE RESTRICT, kind_code text NOT NULL CONSTRAINT observation_kind_ck CHECK (kind_code IN ('pulse','temp','bp')), observed_at timestamptz NOT NULL, value numeric(8,2) NOT NULL, observed_by integer CONSTRAINT observation_staff_fk REFERENCES staff ON DELETE RESTRICT, CONSTRAINT observation_pk PRIMARY KEY (admission_id, kind_code, observed_at));
CREATE INDEX observation_staff_ix ON observation (observed_by);
CREATE TABLE patient_hist (patient_id bigint NOT NULL, valid_from timestamptz NOT NULL, valid_to timestamptz NOT NULL, changed_by text NOT NULL DEFAULT session_user, old_row jsonb NOT NULL, CONSTRAINT patient_hist_pk PRIMARY KEY (patient_id, valid_from));
CREATE FUNCTION patient_history() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$ BEGIN INSERT INTO patient_hist VALUES (OLD.patient_id, now(), now(), session_user, to_jsonb(OLD)); RETURN NEW; END $$;
REVOKE EXECUTE ON FUNCTION patient_history() FROM PUBLIC;
CREATE TRIGGER patient_hist_trg AFTER UPDATE OR DELETE ON patient FOR EACH ROW EXECUTE FUNCTION patient_history();
CREATE VIEW current_inpatient AS SELECT a.admission_id, p.* FROM admission a JOIN patient p USING (patient_id) WHERE discharged_at IS NULL;

-- found: audit-columns-missing admission
-- found: audit-columns-missing bed
-- found: audit-columns-missing patient
-- found: audit-columns-missing prescription
-- found: audit-columns-missing staff
-- found: constraint-name-style ward.ward_bed_count_check
-- found: narrow-key staff.staff_id
