"""Which of the pairs that look alike a reader wants to see: by kind, programme, year, promoter, amount and words."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Literal, Protocol, TypeVar

from graph.store import Store
from graph.store.answers import kept
from queries.likeness.chains import Chain
from queries.likeness.kinds import Kind
from queries.lookup.catalogue import UNKNOWN
from queries.lookup.entities import entities, projects, resolve
from queries.lookup.folding import fold
from queries.lookup.project_facts import ProjectFacts, project_facts


class Alike(Protocol):
    """A pair as it is narrowed by."""

    @property
    def a(self) -> str: ...  # noqa: D102
    @property
    def b(self) -> str: ...  # noqa: D102
    @property
    def kind(self) -> str: ...  # noqa: D102
    @property
    def amount_eur(self) -> float | None: ...  # noqa: D102
    @property
    def chain(self) -> Chain | None: ...  # noqa: D102


R = TypeVar("R", bound=Alike)
Facet = Literal["kind", "programme", "year"]


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What one of the two must have: an instrument, a year, a participant and words; None or nothing is all."""

    programme: str | None
    year: int | None
    promoter: tuple[str, ...]
    words: tuple[str, ...]

    @property
    def is_any(self) -> bool:
        """Whether nothing is wanted."""
        return not (self.programme or self.year or self.promoter or self.words)

    def fits(self, one: ProjectFacts) -> bool:
        """Whether a project has all of it."""
        return (
            (self.programme is None or self.programme in (one.instruments or (UNKNOWN,)))
            and (self.year is None or self.year in years(one))
            and (not self.promoter or any(_has(fold(name), self.promoter) for name in one.participants))
            and (not self.words or _has(_text(one), self.words))
        )


def narrowed(
    store: Store,
    rows: Sequence[R],
    *,
    of: Annotated[str | None, "only pairs with this project (name or id)"] = None,
    kind: Annotated[Kind | None, "only this kind of likeness"] = None,
    programme: Annotated[str | None, "only where one is under this funding instrument (name or id); or unknown"] = None,
    year: Annotated[int | None, "only where one was active in this year"] = None,
    promoter: Annotated[str | None, "only where one has a participant with all these words in its name"] = None,
    least_eur: Annotated[float | None, "only where the lesser of the two grants (else costs) is at least this"] = None,
    words: Annotated[str | None, "only where one has all these words in title, acronym or abstract"] = None,
    chain: Annotated[int | None, "only pairs of the chain of this number"] = None,
) -> list[R]:
    """Return the rows that are wanted, in their order.

    Raise NotFoundError where there is no such project or instrument.
    """
    if not rows:
        return []
    only = resolve(projects(store), of).id if of else None
    found = [
        row
        for row in rows
        if (only is None or only in (row.a, row.b))
        and (kind is None or row.kind == kind)
        and (least_eur is None or (row.amount_eur is not None and row.amount_eur >= least_eur))
        and (chain is None or (row.chain is not None and row.chain.number == chain))
    ]
    wanted = _Wanted(_instrument(store, programme), year, _words(promoter), _words(words))
    if wanted.is_any or not found:
        return found
    fitting = {one.id for one in known(store, rows).values() if wanted.fits(one)}
    return [row for row in found if row.a in fitting or row.b in fitting]


def known(store: Store, rows: Sequence[Alike]) -> Mapping[str, ProjectFacts]:
    """Return what is known of the projects of pairs."""
    return _known(store, frozenset(end for row in rows for end in (row.a, row.b)))


@kept
def _known(store: Store, ids: frozenset[str]) -> Mapping[str, ProjectFacts]:
    return project_facts(store, ids)


def counted(store: Store, rows: Sequence[Alike]) -> dict[Facet, Counter[str]]:
    """Return how many pairs there are of each kind, and with a project of each instrument and year."""
    there = known(store, rows)
    pairs = [(there[row.a], there[row.b]) for row in rows]
    return {
        "kind": Counter(row.kind for row in rows),
        "programme": Counter(name for a, b in pairs for name in {*_instruments(a), *_instruments(b)}),
        "year": Counter(str(year) for a, b in pairs for year in {*years(a), *years(b)}),
    }


def years(one: ProjectFacts) -> range:
    """Return the years in which a project is known to have been active."""
    if one.start_date is None:
        return range(one.end_date.year, one.end_date.year + 1) if one.end_date else range(0)
    return range(one.start_date.year, (one.end_date or one.start_date).year + 1)


def _instruments(one: ProjectFacts) -> Iterator[str]:
    yield from one.instruments or (UNKNOWN,)


def _instrument(store: Store, name: str | None) -> str | None:
    if not name or name == UNKNOWN:
        return name or None
    there = {one.id: one for one in entities(store).values() if one.label == "FundingInstrument"}
    return resolve(there, name).name


def _words(text: str | None) -> tuple[str, ...]:
    return tuple(fold(text or "").split())


def _text(one: ProjectFacts) -> str:
    return fold(" ".join(filter(None, (one.acronym, one.title, one.abstract))))


def _has(text: str, words: Sequence[str]) -> bool:
    return all(word in text for word in words)
