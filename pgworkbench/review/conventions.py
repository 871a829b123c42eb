"""What a team has agreed on, as values with defaults: column names, name templates, thresholds. Rules read them."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Templates:
    """How things are named. `{table}`, `{columns}` (joined by _), `{type}`, `{parent}`, `{child}`; `*` is any words."""

    index: str = "{table}_{columns}_{type}_idx"
    foreign_key: str = "fk_{child}_{parent}"
    foreign_key_of_column: str = "fk_{child}_{parent}_{columns}"
    constraint: str = "{table}_{columns}_{type}_constraint"
    primary: str = ""  # this kind of constraint, where it is named otherwise than the rest
    unique: str = ""
    check: str = ""
    exclude: str = ""
    trigger: str = "{table}_*_trigger"
    policy: str = "{table}_*_policy"
    partition: str = "{table}_*"
    enum: str = "*_enum"


@dataclass(frozen=True, slots=True)
class Conventions:
    """A team's conventions. An empty column name says that there is no such convention."""

    tenant_column: str | None = None  # None: found in the catalog; "": rows have no tenant
    soft_delete_column: str = "deleted_at"
    created_column: str = "created_at"
    updated_column: str = "updated_at"
    event_columns: tuple[str, ...] = ("occurred_at", "recorded_at", "logged_at")  # stand for it in a log
    actor_columns: tuple[str, ...] = ("created_by", "updated_by")
    version_columns: tuple[str, ...] = ("version", "lock_version", "row_version")
    templates: Templates = field(default_factory=Templates)
    plural_tables: bool = True
    mixed_case: bool = False  # names of tables and columns are written as in the application (`orderLine`)
    moments_of_making: bool = False  # any NOT NULL time with the default now() says when a row was made

    # words that make a column's meaning likely; matched as the whole name or as its last words
    status_words: tuple[str, ...] = ("status", "state", "stage", "kind", "priority", "severity", "visibility")
    money_words: tuple[str, ...] = ("price", "amount", "cost", "fee", "balance", "salary", "revenue", "budget", "total")
    natural_key_words: tuple[str, ...] = ("slug", "username", "login", "sku", "isbn", "iban")
    secret_words: tuple[str, ...] = (
        "password",
        "password_hash",
        "passphrase",
        "secret",
        "token_hash",
        "api_key",
        "api_key_hash",
        "private_key",
        "ssn",
        "national_id",
        "credit_card_number",
        "recovery_codes",
    )

    # what makes a table sensitive: its changes leave records
    sensitive_words: tuple[str, ...] = ("password", "password_hash", "ssn", "national_id", "credit_card_number")

    # tables whose every change leaves a record, by name as the catalog prints it (`app.settings`)
    sensitive_tables: tuple[str, ...] = ()

    # what migration tools keep for themselves: no design, so nothing is said of it
    tool_tables: tuple[str, ...] = (
        "alembic_version",
        "ar_internal_metadata",
        "databasechangelog",
        "databasechangeloglock",
        "django_migrations",
        "flyway_schema_history",
        "goose_db_version",
        "knex_migrations",
        "knex_migrations_lock",
        "schema_migrations",
        "_prisma_migrations",
    )

    # checks of squawk that a migration need not pass: here the brief decides on types, and a limit may be a rule
    squawk_exclude: tuple[str, ...] = ("prefer-text-field", "prefer-bigint-over-int", "prefer-bigint-over-smallint")

    # thresholds
    most_indexes: int = 12  # on one table; pgrubic GN005 and Bytebase warn sooner, partial indexes make ours higher
    most_index_keys: int = 5
    sequence_share: float = 0.5  # of its numbers used: time to plan the change
    large_rows: int = 50_000_000  # production rows from which a table should be partitioned
    horizon_years: int = 5  # how far ahead growth is reckoned
    frequent_per_hour: int = 1_000  # calls of a query from which it decides on a design: one in four seconds
    fought_over_per_hour: int = 3_600  # changes of one row from which writers wait for each other: one a second
    reads_per_write: int = 20  # from which a kept result pays
    worth_keeping_rows: int = 1_000_000  # production rows of a table, from which adding them up takes its time
    fewest_rows: int = 1_000  # of a table, from which its rows say something about its design
