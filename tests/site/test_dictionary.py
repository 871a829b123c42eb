"""The data dictionary: complete, stable, and safe against names that Markdown would take for its own."""

from pgworkbench.catalog import (
    Action,
    Catalog,
    Column,
    Constraint,
    ConstraintKind,
    Index,
    Name,
    Reference,
    Table,
    TableKind,
)
from pgworkbench.site import GENERATED, Chapter, Reasons, chapter, contents


def table(name: str, *columns: Column, **parts: object) -> Table:
    return Table(Name("public", name), TableKind.TABLE, "owner", columns, **parts)  # type: ignore[arg-type]


def key(child: str, parent: str) -> Constraint:
    reference = Reference(Name("public", parent), ("id",), Action.CASCADE, Action.NO_ACTION)
    return Constraint(f"fk_{child}_{parent}", ConstraintKind.FOREIGN, ("order_id",), "FOREIGN KEY …", reference)


ORDERS = table("orders", Column("id", "bigint", 1, not_null=True, identity="a", comment="a | b"))
LINES = table(
    "order_lines",
    Column("order_id", "bigint", 1),
    constraints=(key("order_lines", "orders"),),
    indexes=(Index("lines_idx", "btree", (), "CREATE INDEX lines_idx ON order_lines USING btree (order_id)"),),
)
CATALOG = Catalog(180000, "shop", (LINES, ORDERS))


def test_a_chapter_tells_columns_references_and_why_each_index_is_there() -> None:
    page = chapter(
        CATALOG,
        Chapter("Orders", ("orders", "order_lines")),
        Reasons({"lines_idx": "looked up"}, {"lines_idx": ["one"]}),
    )
    assert page.startswith(GENERATED)
    assert "| `id` | `bigint` | | `identity, always` | a \\| b |" in page
    assert "| `fk_order_lines_orders` | `order_id` | orders (`id`) | cascade | no action |" in page
    assert "| order\\_lines | `fk_order_lines_orders` |" in page
    assert "| `lines_idx` | `btree (order_id)` | `one` | looked up |" in page


def test_the_contents_link_every_table() -> None:
    page = contents({"orders": Chapter("Orders", ("orders", "order_lines"))})
    assert "[order\\_lines](orders.md#order_lines)" in page


def test_hostile_names_break_no_cell() -> None:
    hostile = table("a|b`c\n#<x>", Column("d|`e", "text", 1))
    page = chapter(Catalog(180000, "x", (hostile,)), Chapter("T", ("a|b`c\n#<x>",)), Reasons())
    row = next(line for line in page.splitlines() if "``" in line)
    assert row.replace("\\|", "").count("|") == 6
    assert "## a\\|b\\`c \\#\\<x\\>" in page
