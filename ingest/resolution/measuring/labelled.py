"""Pairs of names of which it is known whether they are one organisation: open data with registry ids, or a file.

The negatives are hard ones: of each name the nearest others by letters, as a person's eye would confuse them.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from rapidfuzz import fuzz

from graph.errors import BadInputError, NotLoadedError
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.tables import Table, read_table
from ingest.resolution import candidates
from ingest.resolution.names import parse

YES = frozenset(("1", "1.0", "true", "yes", "same", "y", "ja"))
NO = frozenset(("0", "0.0", "false", "no", "different", "n", "nee"))
HELD_OUT = frozenset("6789")
"""The weights were fitted on the organisations whose PIC ends in another digit."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where one source has an organisation."""

    street: str = ""
    postcode: str = ""
    town: str = ""
    country: str = ""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two names, whether they are one organisation's, and what kind of pair that is."""

    a: str
    b: str
    same: bool
    kind: str = "given"
    key: str = ""
    in_parts: bool = False
    partners: int = 0
    addresses: tuple[Address, Address] = field(default=(Address(), Address()))


def of_file(path: Path) -> list[Pair]:
    """Read a CSV of name_a, name_b, same (1/0, true/false, yes/no); raise BadInputError where it is not one."""
    table = read_table(documents(path)[0], Audit())
    found = []
    for row, (a, b, same) in table.rows("name_a", "name_b", "same"):
        told = same.strip().lower()
        if told not in YES | NO or not a.strip() or not b.strip():
            raise BadInputError(
                "%(table)s, row %(row)s: expected two names and 1 or 0, found '%(same)s'.",
                table=table.name,
                row=str(row),
                same=same,
            )
        found.append(Pair(a, b, told in YES))
    if not found:
        raise BadInputError("%(table)s holds no pairs.", table=table.name)
    return found


def of_cordis(folder: Path) -> list[Pair]:
    """Return the names of CORDIS participants: pairs of one PIC by kind, and near names of two PICs.

    A pair of one PIC is a `variant` of spelling, a `changed` name, or `renamed`: with nothing in common. The near names
    are those of organisations with several spellings; two PICs of one name are left out, for CORDIS has some twice.
    """
    table = table_of(folder / "cordis_h2020" / "organisation_names.csv.gz")
    table.ignore("shortName", "activityType", "source")
    names: defaultdict[str, dict[str, Address]] = defaultdict(dict)
    for _, (pic, name, country, town, street, code) in table.rows(
        "pic", "name", "country", "city", "street", "postCode"
    ):
        if name and pic[-1] in HELD_OUT:
            names[pic].setdefault(name, Address(street, code, town, country))
    shared = _shared_partners(folder, {pic for pic, spellings in names.items() if len(spellings) > 1})
    found = []
    for pic, spellings in names.items():
        ordered = sorted(spellings)
        for i, a in enumerate(ordered):
            for b in ordered[i + 1 :]:
                addresses = spellings[a], spellings[b]
                found.append(Pair(a, b, True, _kind(a, b), pic, partners=shared[pic], addresses=addresses))
    several = {pair.key for pair in found}
    first = {pic: min(spellings) for pic, spellings in names.items()}
    return found + list(_nearest(first, several))


def _shared_partners(folder: Path, wanted: set[str]) -> dict[str, int]:
    """Return how many partners two records of one organisation would share.

    CORDIS does not say under which spelling an organisation took part, so its projects are dealt out in turn to two
    records, as if two lists held half of them each.
    """
    table = table_of(folder / "cordis_h2020" / "h2020.csv.gz")
    present: defaultdict[str, set[str]] = defaultdict(set)
    projects: defaultdict[str, set[str]] = defaultdict(set)
    for _, (project, pic) in table.rows("rcn", "pic"):
        present[project].add(pic)
        if pic in wanted:
            projects[pic].add(project)
    found = {}
    for pic in wanted:
        ordered = sorted(projects[pic])
        halves = (set().union(*(present[one] for one in ordered[start::2])) for start in (0, 1))
        found[pic] = len(set.intersection(*halves) - {pic})
    return found


def of_ror(folder: Path, every: int = 10) -> list[Pair]:
    """Return names and aliases of one in `every` organisations of ROR, without acronyms, and near names of others."""
    table = table_of(folder / "ror" / "names.parquet")
    names: defaultdict[str, list[str]] = defaultdict(list)
    shown: dict[str, str] = {}
    for _, (key, name, kind) in table.rows("ror_id", "name", "type"):
        if int(key[-2:], 36) % every == 0:
            if kind == "ror_display":
                shown[key] = name
            elif kind != "acronym":
                names[key].append(name)
    positives = [
        Pair(shown[key], name, True, _kind(shown[key], name), key)
        for key, others in names.items()
        for name in dict.fromkeys(others)
        if key in shown and name != shown[key]
    ]
    return positives + list(_nearest(shown, {pair.key for pair in positives}))


def of_crossref(folder: Path, most: int = 1_500, every: int = 1) -> list[Pair]:
    """Return affiliations as authors write them: each part with the organisation meant, and with those near to it.

    A part is what stands between commas: "Department of Physics, University of Antwerp, Belgium" has three. The pair
    counts as found where one of its parts is. Of ROR's organisations one in `every` is among those near.
    """
    orgs = table_of(folder / "ror" / "orgs.parquet")
    names = {key: name for _, (key, name) in orgs.rows("ror_id", "name") if int(key[-2:], 36) % every == 0}
    table = table_of(folder / "affiliations" / "crossref_train.csv.gz")
    told = ((text, link.rpartition("/")[2]) for _, (text, link) in table.rows("affiliation", "ror_id"))
    known = [(text, key) for text, key in told if key in names][:most]
    parts = [(part.strip(), text, key) for text, key in known for part in text.split(",") if part.strip()]
    keys = list(names)
    near = candidates.pairs([part for part, *_ in parts], list(names.values()))
    wrong = dict.fromkeys((parts[i][1], keys[j]) for i, j in near.tolist() if keys[j] != parts[i][2])
    return [Pair(text, names[key], True, "affiliation", in_parts=True) for text, key in known] + [
        Pair(text, names[key], False, "affiliation", in_parts=True) for text, key in wrong
    ]


def table_of(path: Path) -> Table:
    """Read a table of the open data; raise NotLoadedError where it is not there."""
    if not path.exists():
        raise NotLoadedError(
            "The labelled pairs in %(name)s/%(path)s are not there: set INTERCLUSTER_DATA to the folder of "
            "open data, or give pairs of your own with --pairs FILE.",
            name=path.parent.name,
            path=path.name,
        )
    return read_table(documents(path)[0], Audit())


def _nearest(names: dict[str, str], of: set[str]) -> Iterator[Pair]:
    """Yield names near those of some organisations, and not the same name, as two organisations."""
    keys = sorted(names)
    for i, j in candidates.pairs([names[key] for key in keys]).tolist():
        a, b = names[keys[i]], names[keys[j]]
        if of & {keys[i], keys[j]} and parse(a).compact != parse(b).compact:
            yield Pair(a, b, False, "another organisation")


def _kind(a: str, b: str) -> str:
    """Return what kind of pair two names of one organisation are, by a measure that the scores do not use.

    rapidfuzz's token sort ratio of the names without case, accents and legal forms: 80 and more is a variant of one
    name, less than 50 another name.
    """
    alike = fuzz.token_sort_ratio(" ".join(parse(a).spellings), " ".join(parse(b).spellings))
    return "variant" if alike >= 80 else "changed" if alike >= 50 else "renamed"
