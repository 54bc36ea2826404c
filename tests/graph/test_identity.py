"""Ids of names: letters and signs that ASCII lacks tell names apart."""

from hypothesis import given
from hypothesis import strategies as st

from graph.identity import key_of, make_id, slug


def test_names_that_differ_by_what_ascii_lacks_have_keys_of_their_own() -> None:
    names: tuple[str, ...] = (
        "Εταιρεία Ανάπτυξης 3",
        "Σχολή Μηχανικών 3",
        "C++ Consult",
        "C# Consult",
        "C Consult",
        "Łuk Sp",
        "Uk Sp",
    )
    names += ("北京大学", "清华大学", "Газпром", "Роснефть")
    assert len({key_of(name) for name in names}) == len(names)
    assert key_of("Coöperatief-plus") == "cooperatief-plus"
    assert key_of("ΣΧΟΛΉ Μηχανικών 3") == key_of("Σχολή μηχανικών, 3") != ""
    assert key_of(" - ") == ""


@given(st.text(max_size=30))
def test_a_key_makes_an_id_and_is_a_slug(name: str) -> None:
    key = key_of(name)
    assert slug(key) == key
    assert not key or make_id("organisation", "list", key)


@given(st.text(st.characters(codec="ascii", exclude_characters="+#"), max_size=30))
def test_a_key_of_plain_letters_is_the_slug(name: str) -> None:
    assert key_of(name) == slug(name)
