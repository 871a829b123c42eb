"""Role names: replaced as whole words both ways, whatever they look like."""

from __future__ import annotations

import pytest

from pgworkbench.server.roles import RoleNames, local_names

NAMES = RoleNames(local_names(["campus_application", "campus_app", "My-Role", 'say "hi"', "größe"], "ab12"))
APPLICATION = "pgwb_ab12_campus_application"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("GRANT SELECT ON t TO campus_application;", f"GRANT SELECT ON t TO {APPLICATION};"),
        ("SET ROLE 'campus_application'", f"SET ROLE '{APPLICATION}'"),
        ('OWNER TO "campus_application"', f'OWNER TO "{APPLICATION}"'),
        ("TO campus_app,campus_application", f"TO pgwb_ab12_campus_app,{APPLICATION}"),
        ("campus_application_x", "campus_application_x"),
        ("x_campus_application", "x_campus_application"),
        ("campus_application$1", "campus_application$1"),
        ("écampus_application", "écampus_application"),
        ("public.campus_application(1)", f"public.{APPLICATION}(1)"),
        ("", ""),
    ],
)
def test_localises_whole_words_only(before: str, after: str) -> None:
    assert NAMES.localise(before) == after


@pytest.mark.parametrize("name", ["My-Role", 'say "hi"', "größe"])
def test_hostile_names_come_back_as_they_were(name: str) -> None:
    quoted = '"' + name.replace('"', '""') + '"'
    inside = NAMES.localise(f"GRANT {quoted} TO campus_app")
    assert name not in inside
    assert NAMES.globalise(inside) == f"GRANT {quoted} TO campus_app"
    bare = inside.replace('"', "")  # as pg_dump writes a plain name
    assert NAMES.globalise(bare) == f"GRANT {quoted} TO campus_app"
    assert NAMES.globalise(NAMES.local[name]) == name  # a catalog's value, not SQL


def test_globalise_leaves_string_literals_unquoted() -> None:
    assert NAMES.globalise(f"'{NAMES.local['My-Role']}'") == "'My-Role'"


def test_nothing_to_rename_changes_nothing() -> None:
    assert RoleNames({}).localise("a b") == RoleNames({}).globalise("a b") == "a b"


def test_local_names_fit_and_differ() -> None:
    long = "r" * 63
    names = ["owner", "Owner", "OWNER", long, long[:-1] + "s", "ö", "ü", "a b", "a_b"]
    local = local_names(names, "0123456789ab").values()
    assert len(set(local)) == len(names)
    assert all(len(each) <= 63 and each.isascii() and each.islower() for each in local)
