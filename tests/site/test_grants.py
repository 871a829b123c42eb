"""Who may do what."""

from __future__ import annotations

from pgworkbench.catalog import Grant, Role
from pgworkbench.site import SiteContent
from pgworkbench.site.grants import grantees, held, powers
from pgworkbench.site.whole import Site

GRANTS = (
    Grant("app", ("UPDATE", "SELECT")),
    Grant("app", ("UPDATE",), column="b"),
    Grant("app", ("UPDATE",), column="a"),
    Grant("PUBLIC", ("SELECT",)),
)


def test_privileges_stand_in_the_order_in_which_people_think_of_them() -> None:
    has = held("owner", GRANTS, "app")
    assert has.privileges == ("SELECT", "UPDATE")
    assert has.columns == {"UPDATE": ["b", "a"]}
    assert not has.owner


def test_an_owner_is_an_owner_and_a_stranger_has_nothing() -> None:
    assert held("owner", GRANTS, "owner").owner
    assert held("owner", GRANTS, "stranger").privileges == ()


def test_owners_come_first_and_public_last(shop: SiteContent) -> None:
    names = grantees(Site(shop))
    assert names[-1] == "shop_app"
    assert "shop_owner" in names[:2]


def test_powers_are_told_in_words() -> None:
    assert powers(Role("r", superuser=True, login=True)) == ("superuser", "may log in")
    assert powers(Role("r")) == ()
