"""Word lists, as files, and what several domains make of them."""

from __future__ import annotations

import csv
from pathlib import Path

_HERE = Path(__file__).parent
PLACES = _HERE / "places.csv"
PEOPLE = _HERE / "people.csv"
MAIL_DOMAINS = _HERE / "mail_domains.csv"
ROLES = _HERE / "roles.csv"
PERMISSIONS = _HERE / "permissions.csv"
SUBJECTS = _HERE / "subjects.csv"
OCCASIONS = _HERE / "campaign_words.csv"
CALLS = _HERE / "calls.csv"
ACTIVITIES = _HERE / "subjects_of_activity.csv"
SETTINGS = _HERE / "settings.csv"


def _records(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


LOCALES = {person["locale"]: person["faker"] for person in _records(PEOPLE)}
COUNTRIES = {person["locale"]: person["country"] for person in _records(PEOPLE)}
PHONES: dict[str, tuple[str, ...]] = {}
for _phone in _records(_HERE / "phones.csv"):
    PHONES[_phone["country"]] = (*PHONES.get(_phone["country"], ()), _phone["pattern"])
