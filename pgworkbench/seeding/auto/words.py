"""Texts that fit their column's name: pools of Faker's values for names, places and phrases, fitted to the limits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from random import Random
from uuid import UUID

from pgworkbench.seeding.auto.atoms import Test
from pgworkbench.seeding.auto.limits import Limits
from pgworkbench.seeding.auto.naming import words_of
from pgworkbench.seeding.auto.patterns import text_like
from pgworkbench.seeding.pools import faker_pool, latin, slug

_HINTS = {
    "user_name username login handle nick nickname": "user_name",
    "first_name firstname given_name forename": "first_name",
    "last_name lastname surname family_name": "last_name",
    "full_name fullname author contact customer person owner recipient": "name",
    "company organisation organization employer vendor supplier brand": "company",
    "city town": "city",
    "country_code country_iso": "country_code",
    "country": "country",
    "currency currency_code": "currency_code",
    "locale language lang language_code lang_code locale_code": "locale",
    "timezone time_zone tz": "timezone",
    "street address address1 line1 address_line": "street_address",
    "zip zipcode zip_code postcode postal_code": "postcode",
    "state region province county": "state",
    "job position role profession": "job",
    "color colour": "hex_color",
    "mime mime_type content_type media_type": "mime_type",
    "filename file_name file path": "file_name",
    "user_agent agent": "user_agent",
    "body content description text comment notes note message bio summary details excerpt reason": "paragraph",
    "title subject headline question caption": "sentence",
    "hash digest checksum sha sha256 fingerprint": "sha256",
    "iban": "iban",
}
_PROVIDERS = {word: provider for words, provider in _HINTS.items() for word in words.split()}
_POOL = 200
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_SMALL = "abcdefghijklmnopqrstuvwxyz0123456789"
_AREAS = 720  # area codes: 2 to 9, then 00 to 89
_LONG = 48  # characters that hold the longest token and a number
_TINY = 5  # characters: too few for a word and a number
_TRIES = 40
_NATURAL = 2  # of them with a text that suits the name, before the pattern is followed blindly


@dataclass(frozen=True, slots=True)
class Wanted:
    """A text to be made: the column's name, its limits, whether it must differ from all others, and the row's count."""

    name: str
    limits: Limits
    distinct: bool
    count: int


def text_for(wanted: Wanted, random: Random) -> str:
    """A text that keeps to the limits, as far as they can be kept; fitting its name where that is possible."""
    limits = wanted.limits
    for attempt in range(_TRIES):
        natural = attempt < _NATURAL or not limits.patterns
        made = _fitted(_hinted(wanted, random), wanted) if natural else _patterned(wanted, random)
        if made is not None and limits.accepts(made):
            return made
    return _fitted(_plain(wanted), wanted)


def _patterned(wanted: Wanted, random: Random) -> str | None:
    limits = wanted.limits
    pattern = limits.patterns[random.randrange(len(limits.patterns))]
    made = text_like(pattern, random, (limits.shortest, limits.longest))
    return None if made is None else _cased(made, limits)


def _hinted(wanted: Wanted, random: Random) -> str:
    """A text that suits the name."""
    provider, known, maker = _manner(wanted.name)
    if wanted.limits.longest <= _TINY and (wanted.distinct or not known):
        return _short(wanted, random)
    return _word(provider, random) + _number(wanted) if maker is None else maker(wanted, random)


def _email(wanted: Wanted, random: Random) -> str:
    person = f"{latin(_word('first_name', random))}.{latin(_word('last_name', random))}"
    return f"{person}{_number(wanted)}@example.com"


def _phone(wanted: Wanted, random: Random) -> str:
    """One of the numbers that are kept for fiction: 555-0100 to 555-0199 of each area code."""
    number = _figure(wanted, random, _AREAS * 100)
    more, area = divmod(number // 100, _AREAS)
    extension = f" x{more}" if more else ""
    return f"+1{2 + area // 90}{area % 90:02d}55501{number % 100:02d}{extension}"


def _host(wanted: Wanted, random: Random) -> str:
    name = slug(_word("last_name", random)) + _number(wanted)
    return f"{name}.example.{random.choice(('com', 'org', 'net'))}"


def _ip(wanted: Wanted, random: Random) -> str:
    """An address of a network that is nobody's."""
    number = _figure(wanted, random, 1 << 24)
    return f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"


def _token(wanted: Wanted, random: Random) -> str:
    """Letters and digits as machines make them, the row's number among them where they must differ."""
    size = random.choice((20, 24, 32, 40)) if wanted.limits.longest >= _LONG else min(wanted.limits.longest, 12)
    return format(random.getrandbits(4 * size), f"0{size}x") + _number(wanted)


def _identifier(wanted: Wanted, random: Random) -> str:
    """A key that an application made: a UUID by that name, else a short text of letters and digits."""
    if "uuid" in wanted.name.lower() or "guid" in wanted.name.lower():
        return str(UUID(int=random.getrandbits(128), version=4))
    made = "".join(random.choice(_SMALL) for _ in range(16))
    return f"c{made}{_number(wanted)}"


def _url(wanted: Wanted, random: Random) -> str:
    return f"https://www.example.com/{slug(_word('catch_phrase', random))}{_number(wanted)}"


def _slug(wanted: Wanted, random: Random) -> str:
    number = _number(wanted)
    return slug(_word("catch_phrase", random)) + (f"-{number}" if number else "")


def _code(wanted: Wanted, random: Random) -> str:
    letters = "".join(random.choice(_LETTERS) for _ in range(random.choice((2, 3, 3, 4))))
    return f"{letters}-{_figure(wanted, random, 10**5):04d}"


def _figure(wanted: Wanted, random: Random, limit: int) -> int:
    return wanted.count if wanted.distinct else random.randrange(limit)


_FORMS: tuple[tuple[frozenset[str], Callable[[Wanted, Random], str]], ...] = (
    (frozenset({"email", "mail"}), _email),
    (frozenset({"phone", "mobile", "fax", "tel"}), _phone),
    (frozenset({"url", "uri", "website", "link", "homepage", "avatar"}), _url),
    (frozenset({"slug", "permalink", "handle"}), _slug),
    (frozenset({"host", "hostname", "domain", "fqdn", "server"}), _host),
    (frozenset({"ip", "ip_address", "remote_addr", "client_ip", "ip_addr"}), _ip),
    (frozenset({"token", "secret", "nonce", "otp", "salt", "session", "apikey"}), _token),
    (frozenset({"id", "uid", "uuid", "guid", "cuid", "ulid"}), _identifier),
    (frozenset({"sku", "code", "number", "reference", "ref", "barcode", "key"}), _code),
)


@lru_cache(maxsize=1 << 12)
def _manner(column: str) -> tuple[str, bool, Callable[[Wanted, Random], str] | None]:
    """The provider of words that suits a column's name, whether the name itself tells, and its form if it has one."""
    parts = words_of(column) or (column.lower(),)
    name, last = "_".join(parts), parts[-1]
    known = _PROVIDERS.get("_".join(parts[-2:])) if len(parts) > 1 else None
    provider = _PROVIDERS.get(name) or known or _PROVIDERS.get(last)
    maker = next((maker for words, maker in _FORMS if last in words or name in words), None)
    maker = None if known else maker  # a country's code is no part's number
    if {*parts} & {"email", "phone", "mobile", "telephone", "fax"} and last not in {"type", "id", "status"}:
        maker = _email if "email" in parts else _phone
    return provider or ("catch_phrase" if last in {"name", "label"} else "bs"), provider is not None, maker


def _number(wanted: Wanted) -> str:
    return str(wanted.count) if wanted.distinct else ""


def _word(provider: str, random: Random) -> str:
    words = _words(provider)
    return words[int(len(words) * random.random() ** 1.5)]


@lru_cache(maxsize=64)
def _words(provider: str) -> tuple[str, ...]:
    return tuple(str(word) for word in faker_pool(provider, "en_US", _POOL).words.to_pylist())


def _short(wanted: Wanted, random: Random) -> str:
    """A code of a few letters; each count has its own while there are any."""
    size = max(1, min(wanted.limits.longest, 3), wanted.limits.shortest)
    number = wanted.count * 7 if wanted.distinct else random.randrange(len(_LETTERS) ** size)
    made = ""
    for _ in range(size):
        number, digit = divmod(number, len(_LETTERS))
        made = _LETTERS[digit] + made
    return made


def _plain(wanted: Wanted) -> str:
    return f"{wanted.name} {wanted.count}"


def _fitted(text: str, wanted: Wanted) -> str:
    """A text cut or filled up to the lengths; its number stays where texts must differ."""
    limits = wanted.limits
    text = _cased(text, limits)
    if len(text) > limits.longest:
        number = _number(wanted) if str(wanted.count) in text else ""
        tail = number if len(number) < limits.longest else ""
        text = (text[: limits.longest - len(tail)] + tail)[: limits.longest]
        text = text.strip() if len(text.strip()) >= limits.shortest else text
    return text + "x" * (limits.shortest - len(text))


def _cased(text: str, limits: Limits) -> str:
    return {None: text, Test.LOWER: text.lower(), Test.UPPER: text.upper()}[limits.case]
