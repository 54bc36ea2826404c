"""What must hold for two records to be joined without asking, beyond a high probability.

A translation is trusted in the name of an institution alone: "Universiteit Gent" is "Ghent University", while companies
and clubs keep their names, and two words for one thing are two names ("Global Wind", "World Wind").
"""

import re
from functools import cache
from importlib.resources import files

from ingest.resolution import legal_forms
from ingest.resolution.alignment import Alignment, align
from ingest.resolution.commonness import Commonness
from ingest.resolution.contradictions import contradict, elsewhere, same_place
from ingest.resolution.names import Name, canonical, role
from ingest.resolution.records import OrganisationRecord, domain

INSTITUTIONS = frozenset(
    "academy agency association centre chamber church city clinic college council department faculty federation "
    "foundation gymnasium hochschule hospital institute laboratory library ministry municipality museum organisation "
    "polytechnic province research school society union university".split()
)
EVERY_TOWN = {"bakery": 1, "butcher": 1, "church": 2, "clinic": 2, "college": 1, "farm": 1, "firefighters": 1,
              "garage": 1, "gymnasium": 2, "hairdresser": 1, "hospital": 2, "hotel": 1, "kindergarten": 2,
              "pharmacy": 2, "primary": 4, "restaurant": 1, "school": 2, "sons": 1}  # fmt: skip
"""Kinds that every town has, with how many words of their own or of a place leave open which one is meant."""

_SCHOOLS = re.compile(
    r"(?<!hoch)(?<!hog)(?<!hoj)(?<!hoge)(?:college|school|schule|skole|skola|skolan|skolen|kirche|kerk)$"
)
"""Words of one's own that say such a kind: "Sint-Jozefscollege"; but a "Kunsthochschule" is one of few."""


def may_join(
    a: OrganisationRecord,
    b: OrganisationRecord,
    nearest: tuple[Name, Name] | None,
    commonness: Commonness | None = None,
) -> bool:
    """Whether two records may be joined without asking.

    Their names must agree, legal forms included, and nothing may contradict it; a name that is common, or that is found
    in two places, needs a website or an address that is the same. Without `commonness` any name may be common.
    """
    if nearest is None or not agree(*nearest) or contradict(a, b):
        return False
    known = frozenset(country for country in (a.country, b.country) if country)
    if not _forms_agree(a, b, nearest, known):
        return False
    if domain(a.website) and domain(a.website) == domain(b.website):
        return True
    if elsewhere(a, b):
        return False
    if same_place(a, b) or commonness is None:
        return same_place(a, b)
    common = commonness.common(nearest[0]) and not _is_the_one(a, b, nearest, commonness)
    return not (common or _shows_too_little(*nearest, known))


def _is_the_one(
    a: OrganisationRecord, b: OrganisationRecord, nearest: tuple[Name, Name], commonness: Commonness
) -> bool:
    """Whether two records bear one full name of an institution, and a register has no other of it in the country.

    However common its words are, "University of Bologna" is one in Italy; of firms many are in no register at hand.
    """
    one, other = nearest
    if not a.country or a.country != b.country or one.compact != other.compact or INSTITUTIONS.isdisjoint(one.words):
        return False
    return any(commonness.only_one(record.scheme, record.country, one) for record in (a, b))


def _forms_agree(
    a: OrganisationRecord, b: OrganisationRecord, nearest: tuple[Name, Name], known: frozenset[str]
) -> bool:
    """Whether the legal forms of two names are one company's, in the countries where the records are known to be."""
    one, other = nearest[0].forms, nearest[1].forms
    return legal_forms.agree(one, other, known) and not (
        legal_forms.abroad(one, b.country) or legal_forms.abroad(other, a.country)
    )


def agree(a: Name, b: Name) -> bool:
    """Whether two names say the same word for word, and share a word that is not every organisation's.

    Only such a pair is joined without asking, however much speaks for it: an organisation and its branch share address,
    website and partners; Ecofys and Ecorys are two firms.
    """
    if a.text == b.text:
        return True
    found = align(a, b)
    if found.left or found.right or found.alike or legal_forms.contradict(a.forms, b.forms):
        return False
    if _numbers(a) != _numbers(b) or _small_words_tell(a, b):
        return False
    if not (_spells_once(a, b, found) and _same_or_translated(a, b, found)):
        return False
    beside = [word for word in found.spelled if word in a.words and word in b.words]
    telling = [word for word in (*found.common, *beside) if role(word) in ("own", "place")]
    return bool(telling) or a.compact == b.compact


def _numbers(name: Name) -> list[str]:
    return re.findall(r"\d+", " ".join(name.words))


def _small_words_tell(a: Name, b: Name) -> bool:
    """Whether small words tell two names apart: York and of York, Vos and De Vos; "the" and "and" may be left out."""
    if a.words != b.words and sorted(a.words) == sorted(b.words) and _ofs(a) != _ofs(b):
        return True
    if INSTITUTIONS.isdisjoint(a.words):
        return _said(a.small) != _said(b.small)
    return role(a.words[0]) == role(b.words[0]) == "own" and _said(a.opening) != _said(b.opening)


def _ofs(name: Name) -> int:
    return sum(canonical(word) == "of" for word in name.small)


def _said(small: tuple[str, ...]) -> list[str]:
    return [word for word in small if word != "the" and canonical(word) != "and"]


def _spells_once(a: Name, b: Name, found: Alignment) -> bool:
    """Whether an acronym stands beside all that it spells, or in place of it.

    "HUE University" is no Hokkaido University of Education: its "University" would be said twice.
    """
    return sum(word in a.words and word in b.words for word in found.spelled) in (0, len(found.spelled))


def _same_or_translated(a: Name, b: Name, found: Alignment) -> bool:
    """Whether two names are written in the same words, or are an institution's in two languages."""
    if found.spelled or a.compact == b.compact or _written(a) == _written(b):
        return True
    company = any(not meaning.endswith((":foundation", ":association")) for meaning in a.forms | b.forms)
    return not company and not INSTITUTIONS.isdisjoint(a.words)


def _written(name: Name) -> list[str]:
    """Return the words as written, sorted, but for numbers: "III" is 3."""
    both = zip(name.words, name.spellings, strict=True)
    return sorted(written for word, written in both if role(word) != "number")


def _of_every_town(word: str) -> int:
    return EVERY_TOWN.get(word, 2 if role(word) == "own" and _SCHOOLS.search(word) else -1)


@cache
def _given_names() -> frozenset[str]:
    return frozenset((files(__package__) / "given_names.txt").read_text(encoding="utf-8").split())


def _is_a_person(name: Name) -> bool:
    """Whether a name is a given name with one or two others, which namesakes bear: "Jan Peeters"."""
    words = name.spellings
    own = all(role(word) == "own" for word in name.words) and not name.forms
    return own and 2 <= len(words) <= 3 and not _given_names().isdisjoint((words[0], words[-1]))


def _shows_too_little(a: Name, b: Name, known: frozenset[str]) -> bool:
    """Whether names alone leave open which of several organisations is meant.

    Every country has a ministry of the interior, every town a school of Saint Joseph; a name without a form may be that
    of a company of any country, unless a record is known to be where that form exists.
    """
    if "ministry" in a.words:
        return not known
    own = sum(role(word) in ("own", "place", "number") for word in a.words)
    if any(own <= _of_every_town(word) for word in a.words) and "university" not in a.words:
        return True
    if _is_a_person(a):
        return True
    form = a.forms | b.forms
    return bool(a.forms) != bool(b.forms) and not any(legal_forms.exists(form, country) for country in known)
