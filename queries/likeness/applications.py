"""Applications for funding as a person types them or a list holds them."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from graph.days import day_of
from graph.errors import BadInputError
from queries.likeness.initiative import Initiative
from queries.likeness.titles import Title
from queries.lookup.entities import Entity
from queries.lookup.folding import fold

COLUMNS = {
    "title": ("title", "titel", "titre", "project", "projet", "name", "naam", "nom"),
    "abstract": (
        "abstract",
        "summary",
        "description",
        "samenvatting",
        "omschrijving",
        "resume",
        "objectif",
        "objective",
    ),
    "partners": ("partners", "partner", "partenaires", "consortium", "applicants", "aanvragers", "demandeurs"),
    "start": ("start", "start date", "startdatum", "date de debut", "debut", "begin"),
}
MOST = 5_000


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for: a title, what it is about, by whom, and from when; `number` is its place in a list."""

    number: int
    title: str
    abstract: str = ""
    partners: tuple[str, ...] = ()
    start: date | None = None

    def initiative(self, known: Mapping[str, Entity], instruments: frozenset[str] = frozenset()) -> Initiative:
        """Return it as an initiative; a partner that is known by that very name is that entity."""
        participants = {fold(name): known.get(fold(name)) for name in self.partners}
        return Initiative(
            id=f"application:{self.number}",
            name=self.title,
            title=Title.of(self.title),
            text=" ".join(filter(None, (self.title, self.abstract))),
            described=bool(self.abstract),
            start=self.start,
            end=None,
            participants=frozenset(one.id if one else f"name:{name}" for name, one in participants.items()),
            participant_names=tuple(sorted(self.partners)),
            themes=frozenset(),
            instruments=instruments,
            sources=(),
        )


def by_name(entities: Iterable[Entity]) -> dict[str, Entity]:
    """Return organisations and clusters by every folded name that is of one of them alone."""
    found: dict[str, Entity | None] = {}
    for one in entities:
        if one.label in ("Organisation", "Cluster"):
            for name in {fold(name) for name in (one.name, *one.aliases)}:
                found[name] = one if found.get(name, one) is one else None
    return {name: one for name, one in found.items() if name and one}


def typed(title: str, abstract: str | None, partners: str | None, start: str | None) -> Application:
    """Return an application as a person typed it; partners apart by semicolons."""
    return Application(1, title.strip(), (abstract or "").strip(), _names(partners or ""), _day(start or "", 1))


def read(text: str) -> list[Application]:
    """Read a list with headings: title, and where there are any abstract, partners (apart by ;) and start (YYYY-MM-DD).

    Headings may be Dutch or French, columns apart by commas, semicolons or tabs. Raise BadInputError where there is no
    title, or a day is none.
    """
    first = text.splitlines()[0] if text.strip() else ""
    separator = max(",;\t", key=first.count)
    rows = list(csv.reader(io.StringIO(text.lstrip("\ufeff")), delimiter=separator))
    headings = [fold(cell) for cell in rows[0]] if rows else []
    place = {
        field: next((k for k, heading in enumerate(headings) if heading in names), None)
        for field, names in COLUMNS.items()
    }
    if place["title"] is None:
        raise BadInputError(
            "The list of applications has no column 'title'; it has: %(found)s.", found=", ".join(headings) or "-"
        )
    found = []
    for number, row in enumerate(rows[1:], 1):
        cells = {field: row[k].strip() if k is not None and k < len(row) else "" for field, k in place.items()}
        if any(cells.values()):
            found.append(
                Application(
                    number, cells["title"], cells["abstract"], _names(cells["partners"]), _day(cells["start"], number)
                )
            )
    if len(found) > MOST:
        raise BadInputError("%(count)s applications are too many: at most %(most)s.", count=len(found), most=MOST)
    return found


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.replace("|", ";").replace("\n", ";").split(";") if name.strip())


def _day(text: str, number: int) -> date | None:
    if not text:
        return None
    try:
        return day_of(text)
    except BadInputError as error:
        raise BadInputError("Application %(number)s: %(reason)s", number=number, reason=error.message) from None
