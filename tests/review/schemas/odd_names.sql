-- A library of one habit, and names that are otherwise.
CREATE TABLE authors (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE TABLE books (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, author_id bigint NOT NULL REFERENCES authors ON DELETE RESTRICT, title text NOT NULL, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON books (author_id);
CREATE TABLE loans (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, book_id bigint NOT NULL REFERENCES books ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON loans (book_id);
CREATE TABLE "Member" (id bigint CONSTRAINT "PK_Member" PRIMARY KEY, "fullName" text, "order" integer);
CREATE TABLE fine (id bigint PRIMARY KEY, loan_id bigint NOT NULL CONSTRAINT xx REFERENCES loans ON DELETE RESTRICT, cents integer NOT NULL, created_at timestamptz, updated_at timestamp);
CREATE INDEX foo ON fine (loan_id);
CREATE TABLE reservations (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, book_id bigint NOT NULL REFERENCES books ON DELETE RESTRICT, created_at timestamptz NOT NULL DEFAULT now(), updated_at timestamptz NOT NULL DEFAULT now());
CREATE INDEX ON reservations (book_id);
CREATE TYPE "Mood" AS ENUM ('a');

-- found: audit-columns-missing "Member"
-- found: audit-trigger-missing authors
-- found: audit-trigger-missing books
-- found: audit-trigger-missing fine
-- found: audit-trigger-missing loans
-- found: audit-trigger-missing reservations
-- found: column-name-style "Member"."fullName"
-- found: column-type-disagreement fine.updated_at
-- found: constraint-name-style "Member"."PK_Member"
-- found: created-at-not-kept fine.created_at
-- found: foreign-key-name-style fine.xx
-- found: index-name-style fine.foo
-- found: isolated-table "Member"
-- found: reserved-word "Member"
-- found: table-name-style "Member"
-- found: table-name-style fine
-- found: timestamp-without-time-zone fine.updated_at
