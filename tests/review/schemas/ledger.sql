-- A bank ledger: singular names, text codes as keys, double entry, nothing is ever changed.
CREATE SCHEMA ledger;
CREATE TABLE ledger.currency (
    code char(3) PRIMARY KEY CHECK (code ~ '^[A-Z]{3}$'),
    name text NOT NULL,
    minor_units smallint NOT NULL CHECK (minor_units BETWEEN 0 AND 4)
);
COMMENT ON TABLE ledger.currency IS 'ISO 4217.';
CREATE TABLE ledger.account_type (
    code text PRIMARY KEY,
    normal_side text NOT NULL CHECK (normal_side IN ('debit', 'credit')),
    description text NOT NULL
);
CREATE TABLE ledger.customer (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    reference text NOT NULL UNIQUE,
    legal_name text NOT NULL,
    born_on date,
    country_code char(2) NOT NULL,
    opened_at timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE ledger.account (
    id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
    number text NOT NULL UNIQUE,
    iban text UNIQUE,
    customer_id uuid REFERENCES ledger.customer ON DELETE RESTRICT,
    type_code text NOT NULL REFERENCES ledger.account_type ON DELETE RESTRICT,
    currency_code char(3) NOT NULL REFERENCES ledger.currency ON DELETE RESTRICT,
    parent_id uuid REFERENCES ledger.account ON DELETE RESTRICT,
    opened_at timestamptz NOT NULL DEFAULT now(),
    closed_at timestamptz,
    overdraft_limit numeric(20,4) NOT NULL DEFAULT 0 CHECK (overdraft_limit >= 0),
    CHECK (closed_at IS NULL OR closed_at >= opened_at),
    UNIQUE (id, currency_code)
);
CREATE INDEX ON ledger.account (customer_id);
CREATE INDEX ON ledger.account (type_code);
CREATE INDEX ON ledger.account (currency_code);
CREATE INDEX ON ledger.account (parent_id) WHERE parent_id IS NOT NULL;
CREATE TABLE ledger.journal (
    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    external_reference text NOT NULL,
    source_system text NOT NULL,
    booked_on date NOT NULL,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    reverses_id bigint UNIQUE REFERENCES ledger.journal ON DELETE RESTRICT,
    narrative text,
    UNIQUE (source_system, external_reference)
);
CREATE INDEX ON ledger.journal (booked_on);
CREATE TABLE ledger.posting (
    journal_id bigint NOT NULL REFERENCES ledger.journal ON DELETE RESTRICT,
    line_no smallint NOT NULL CHECK (line_no > 0),
    account_id uuid NOT NULL,
    currency_code char(3) NOT NULL,
    amount numeric(20,4) NOT NULL CHECK (amount <> 0),
    PRIMARY KEY (journal_id, line_no),
    FOREIGN KEY (account_id, currency_code) REFERENCES ledger.account (id, currency_code) ON DELETE RESTRICT
);
CREATE INDEX ON ledger.posting (account_id, currency_code, journal_id);
CREATE TABLE ledger.account_balance (
    account_id uuid PRIMARY KEY REFERENCES ledger.account ON DELETE RESTRICT,
    as_of_journal_id bigint NOT NULL REFERENCES ledger.journal ON DELETE RESTRICT,
    balance numeric(20,4) NOT NULL,
    version integer NOT NULL DEFAULT 0
);
CREATE INDEX ON ledger.account_balance (as_of_journal_id);
CREATE TABLE ledger.exchange_rate (
    from_currency char(3) NOT NULL REFERENCES ledger.currency ON DELETE RESTRICT,
    to_currency char(3) NOT NULL REFERENCES ledger.currency ON DELETE RESTRICT,
    valid_on date NOT NULL,
    rate numeric(18,9) NOT NULL CHECK (rate > 0),
    PRIMARY KEY (from_currency, to_currency, valid_on),
    CHECK (from_currency <> to_currency)
);
CREATE INDEX ON ledger.exchange_rate (to_currency);
CREATE FUNCTION ledger.journal_is_append_only() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, pg_temp AS $$ BEGIN RAISE EXCEPTION 'append only'; END $$;
CREATE TRIGGER journal_append_only BEFORE UPDATE OR DELETE ON ledger.journal FOR EACH ROW EXECUTE FUNCTION ledger.journal_is_append_only();
CREATE TRIGGER posting_append_only BEFORE UPDATE OR DELETE ON ledger.posting FOR EACH ROW EXECUTE FUNCTION ledger.journal_is_append_only();
CREATE FUNCTION ledger.check_balanced() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (SELECT sum(amount) FROM ledger.posting WHERE journal_id = NEW.journal_id) <> 0 THEN RAISE EXCEPTION 'unbalanced'; END IF; RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER posting_balanced AFTER INSERT ON ledger.posting DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger.check_balanced();
CREATE VIEW ledger.trial_balance AS SELECT account_id, currency_code, sum(amount) AS balance FROM ledger.posting GROUP BY 1, 2;

-- found: audit-columns-missing ledger.account
-- found: audit-columns-missing ledger.account_balance
-- found: audit-columns-missing ledger.customer
-- found: audit-columns-missing ledger.exchange_rate
-- found: audit-columns-missing ledger.posting
-- found: fixed-length-char ledger.customer.country_code
-- found: foreign-key-without-action ledger.account.account_currency_code_fkey
-- found: foreign-key-without-action ledger.account.account_type_code_fkey
-- found: foreign-key-without-action ledger.exchange_rate.exchange_rate_from_currency_fkey
-- found: foreign-key-without-action ledger.exchange_rate.exchange_rate_to_currency_fkey
-- found: foreign-key-without-action ledger.posting.posting_account_id_currency_code_fkey
-- found: trigger-name-style ledger.posting.posting_balanced
