"""Words come from Faker or from files, the same ones every time, and a bad list is told with its path."""

from __future__ import annotations

from pathlib import Path

import pytest

from pgworkbench.errors import ContentError, SeedError
from pgworkbench.seeding.pools import faker_pool, latin, records, slug


def test_a_pool_holds_different_words_and_the_same_every_time() -> None:
    its = faker_pool("first_name", "pt_PT", 150)
    words = its.words.to_pylist()
    assert len(set(words)) == len(words) > 100
    faker_pool.cache_clear()
    again = faker_pool("first_name", "pt_PT", 150)
    assert again.words.to_pylist() == words
    assert again.sha256 == its.sha256


def test_what_faker_does_not_know_is_told() -> None:
    with pytest.raises(SeedError, match="no 'nmae' for the locale en_US"):
        faker_pool("nmae", "en_US", 10)
    with pytest.raises(SeedError, match="no locale 'xx_YY'"):
        faker_pool("name", "xx_YY", 10)


def test_records_have_columns_and_weights(tmp_path: Path) -> None:
    path = tmp_path / "towns.csv"
    path.write_text("# towns\ntown,code,weight\nÅrhus,1,3\nOslo,2,1\n", encoding="utf-8")
    its = records(path)
    assert its.columns["town"].words.to_pylist() == ["Århus", "Oslo"]
    assert its.weights == (3.0, 1.0)


@pytest.mark.parametrize(
    ("content", "told"),
    [(None, "cannot be read"), ("", "holds no records"), ("a,weight\nx,much\n", "the column weight holds numbers")],
)
def test_a_bad_list_is_told_with_its_path(tmp_path: Path, content: str | None, told: str) -> None:
    path = tmp_path / "words.csv"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(ContentError, match=rf"words\.csv: .*{told}"):
        records(path)


@pytest.mark.parametrize(
    ("word", "letters"), [("Zoë", "zoe"), ("Straße", "strasse"), ("Łódź", "lodz"), ("Анна", ""), ("O'Neill", "oneill")]
)
def test_latin_letters_are_found(word: str, letters: str) -> None:
    assert latin(word) == letters


def test_slugs_are_words_and_hyphens() -> None:
    assert slug("São Paulo - Centro") == "sao-paulo-centro"
