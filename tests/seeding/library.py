"""A small world to seed: a library whose names, types and references are as awkward as PostgreSQL allows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from pgworkbench.seeding.plan import (
    Curve,
    Mirror,
    Spread,
    TablePlan,
    address,
    after,
    beside,
    choice,
    const,
    count_of,
    day,
    digest,
    distinct,
    document,
    earlier,
    flag,
    hexadecimal,
    in_turn,
    integers,
    key,
    latest_of,
    latin,
    moments,
    money,
    nullable,
    number,
    of,
    ordinal,
    owner,
    parent,
    pattern,
    per,
    period,
    pool,
    prose,
    rank,
    several,
    slug,
    soft_deleted,
    sum_of,
    template,
)

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
LOCALES = {"de": "de_DE", "el": "el_GR", "ja": "ja_JP", "en": "en_US"}
BUSY = Curve(growth=1.5, months=(3, 1, 1, 1, 1, 1, 1, 1, 4, 2, 1, 1), weekdays=(3, 3, 3, 3, 2, 1, 1))

DDL = """
CREATE SCHEMA "My Shop";
CREATE TYPE "My Shop".mood AS ENUM ('glad', 'so so', 'sad');
CREATE DOMAIN "My Shop".cents AS numeric(12, 2) CHECK (VALUE >= 0);
CREATE TABLE libraries (id uuid PRIMARY KEY, slug text NOT NULL UNIQUE, code char(6) NOT NULL);
CREATE TABLE "My Shop"."Reader ""%" (
  library uuid NOT NULL REFERENCES libraries, id uuid, "First name" varchar(100) NOT NULL, email text NOT NULL,
  locale text NOT NULL, about text, phone text, born date, mood "My Shop".mood, flags text[] NOT NULL,
  likes integer[], extra jsonb NOT NULL, seen inet, token bytea NOT NULL, hash text NOT NULL,
  loans bigint NOT NULL, paid numeric(14, 2) NOT NULL, last_loan timestamptz, invited_by uuid,
  created_at timestamptz NOT NULL, deleted_at timestamptz, age interval, score float8, small smallint,
  PRIMARY KEY (library, id), UNIQUE (library, email),
  CONSTRAINT inviter FOREIGN KEY (library, invited_by) REFERENCES "My Shop"."Reader ""%"
);
CREATE INDEX ON "My Shop"."Reader ""%" (library, created_at) WHERE deleted_at IS NULL;
CREATE TABLE cards (
  library uuid, reader uuid, valid daterange NOT NULL, open tstzrange NOT NULL, PRIMARY KEY (library, reader),
  FOREIGN KEY (library, reader) REFERENCES "My Shop"."Reader ""%"
);
CREATE TABLE books (
  id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, title text NOT NULL, words integer GENERATED ALWAYS AS
  (length(title)) STORED, above bigint REFERENCES books, shelf point, found tsvector,
  made timestamptz NOT NULL DEFAULT now()
);
CREATE TABLE loans (
  library uuid NOT NULL, reader uuid NOT NULL, nth integer NOT NULL, fee "My Shop".cents, at timestamptz NOT NULL,
  book bigint NOT NULL REFERENCES books, PRIMARY KEY (library, reader, nth, at),
  FOREIGN KEY (library, reader) REFERENCES "My Shop"."Reader ""%"
) PARTITION BY RANGE (at);
CREATE TABLE loans_old PARTITION OF loans FOR VALUES FROM (MINVALUE) TO ('2025-06-01+00');
CREATE TABLE loans_rest PARTITION OF loans DEFAULT;
CREATE INDEX loans_at ON loans USING brin (at);
CREATE TABLE wishes (
  library uuid, reader uuid, book bigint REFERENCES books, PRIMARY KEY (library, reader, book),
  FOREIGN KEY (library, reader) REFERENCES "My Shop"."Reader ""%"
);
CREATE TABLE diary (nr bigint PRIMARY KEY, entry jsonb NOT NULL);
CREATE FUNCTION no_entry() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''triggers rest''; END';
CREATE TRIGGER stop BEFORE INSERT ON libraries FOR EACH ROW EXECUTE FUNCTION no_entry();
ALTER TABLE "My Shop"."Reader ""%" ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
"""

READERS = 'My Shop.Reader "%'
LIBRARIES = TablePlan(
    "libraries",
    {"id": key(), "slug": template("library-{n}", n=number()), "code": template("L{n}", n=number())},
)
READER_PLAN = TablePlan(
    READERS,
    spread=Spread("libraries"),
    columns={
        "library": owner(),
        "id": key(time="created_at"),
        "First name": pool("first_name", LOCALES, by="locale"),
        "email": template("{a}.{n}@example.org", a=latin("First name", otherwise=const("reader")), n=rank()),
        "locale": choice({"de": 3, "el": 1, "ja": 1, "en": 3}),
        "about": nullable(prose(LOCALES, by="locale", sentences=(1, 9)), 0.4),
        "phone": pattern("+1 212 555 01##", "+44 7700 900###"),
        "born": nullable(day("created_at", shift=-20_000, spread=9_000), 0.1),
        "mood": nullable(choice({"glad": 5, "so so": 2, "sad": 1}), 0.2),
        "flags": several({'a "quoted"': 3, "b": 2, "c,d": 1}, most=3),
        "likes": const([3, 1]),
        "extra": document(
            {
                "theme": choice({"dark": 1, "light\n\\": 1}),
                "n": nullable(integers(1, 9), 0.5),
                "deep": {"name": "First name", "on": flag(0.5), "price": money(1, 9), "tags": "flags"},
            }
        ),
        "seen": nullable(address(), 0.3),
        "token": digest(),
        "hash": hexadecimal(64),
        "loans": count_of("loans", "reader", kept=True),
        "paid": sum_of("loans", "reader", "fee", kept=True),
        "last_loan": latest_of("loans", "reader", "at", kept=True),
        "invited_by": earlier(),
        "created_at": moments(days=700, curve=BUSY),
        "deleted_at": soft_deleted(0.05),
        "age": const(timedelta(days=3, seconds=5)),
        "score": nullable(integers(-5, 5), 0.5),
        "small": integers(-30_000, 30_000),
    },
    aside={"until": after("created_at", timedelta(days=90)), "due": count_of("loans", "reader")},
)
CARDS = TablePlan(
    "cards",
    spread=Mirror(READERS),
    columns={
        "library": owner(),
        "reader": beside(),
        "valid": period("since", "till"),
        "open": period(of("reader", "created_at"), const(None)),
    },
    aside={"since": day(of("reader", "created_at")), "till": nullable(day("since", shift=365), 0.2)},
)
BOOKS = TablePlan(
    "books",
    {
        "id": number(),
        "title": pool("catch_phrase", ("en_US", "de_DE")),
        "above": nullable(earlier(), 0.5),
        "shelf": nullable(template("({n},2.5)", n=number()), 0.1),
        "found": template("'{a}':1", a=slug("title")),
    },
)
LOANS = TablePlan(
    "loans",
    spread=Spread("libraries", 0.8),
    columns={
        "library": owner(),
        "reader": per(READERS, weights=(1, 0, 5, 2)),
        "nth": ordinal("reader"),
        "fee": nullable(money(0, 30, step=25), 0.3),
        "at": in_turn(of("reader", "created_at"), of("reader", "until"), "nth", of("reader", "due")),
        "book": parent("books", power=2),
    },
)
WISHES = TablePlan(
    "wishes",
    spread=Spread("libraries"),
    columns={"library": owner(), "reader": per(READERS), "book": distinct("books", beside="reader")},
)
DIARY = TablePlan(
    "diary",
    select="""
        SELECT id AS nr, jsonb_build_object('title', title, 'percent', '%%') AS entry
          FROM books ORDER BY id DESC LIMIT %(rows)s
    """,
)
PLANS = (LIBRARIES, READER_PLAN, CARDS, BOOKS, LOANS, WISHES, DIARY)
VOLUMES = {"libraries": 7, READERS: 900, "cards": 700, "books": 120, "loans": 3000, "wishes": 2000, "diary": 50}
