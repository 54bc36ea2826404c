"""Days: the one that the data speak of, and on which of them an entity or a tie was there."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import Claim, Cluster, FundedBy, MemberOf, Node, ParticipatesIn, PartOf, Project, Relation, Source
from graph.stated import subject

DATED_NODES: tuple[type[Node], ...] = (Cluster, Project)
DATED_TIES: tuple[type[Relation], ...] = (MemberOf, FundedBy, ParticipatesIn, PartOf)
"""What is there for a time; all else is there as long as what it ties."""
DATED: tuple[type[Node] | type[Relation], ...] = (*DATED_NODES, *DATED_TIES)
BOUNDS = ("start_not_before", "end_not_after")
"""The properties of claims that bound a first or a last day that no source gives."""


@dataclass(frozen=True, slots=True)
class Period:
    """From a first day to a last, both included; None where unknown.

    Of an unknown start a bound may be known, a day that it is not before, and of an unknown end one it is not after.
    """

    start: date | None = None
    end: date | None = None
    not_before: date | None = None
    not_after: date | None = None

    def holds(self, day: date) -> bool | None:
        """Whether it was so on a day: None where a date is missing that would tell."""
        first, last = self.start or self.not_before, self.end or self.not_after
        if (first is not None and day < first) or (last is not None and last < day):
            return False
        return None if self.start is None or self.end is None else True


@dataclass(frozen=True, slots=True)
class AsOf:
    """What a graph holds on a day: the facts that are left, how many records went, and how many are not known to be.

    `unknown` counts by type those among the facts of which a missing date leaves it open whether they were there.
    """

    facts: Facts
    gone: int
    unknown: Counter[str]


class Calendar:
    """When the entities and ties of a graph were there.

    A funding or participation without dates of its own has those of its project, a funding also those of its cluster;
    no tie is there when one of its ends is not.
    """

    def __init__(self, facts: Facts) -> None:
        self._facts = facts
        self._of = {node.id: _own(node) for kind in DATED_NODES for node in facts.nodes(kind)}
        for claim in facts.nodes(Claim):
            if claim.property in BOUNDS and claim.entity_id in self._of:
                bound = {claim.property.partition("_")[2]: date.fromisoformat(claim.value)}
                self._of[claim.entity_id] = replace(self._of[claim.entity_id], **bound)

    def period(self, record: Node | Relation) -> Period:
        """Return when an entity or tie was there by its own dates, or by those of what it belongs to."""
        if isinstance(record, Node):
            return self._of.get(record.id, Period())
        own = _own(record)
        if own != Period() or not isinstance(record, FundedBy | ParticipatesIn):
            return own
        return self._of.get(record.start if isinstance(record, FundedBy) else record.end, own)

    def holds(self, record: Node | Relation, day: date) -> bool | None:
        """Whether an entity or tie was there on a day: None where unknown."""
        ends = (record.start, record.end) if isinstance(record, Relation) else ()
        if any(end in self._of and self._of[end].holds(day) is False for end in ends):
            return False
        return self.period(record).holds(day)

    @cached_property
    def span(self) -> tuple[date, date] | None:
        """Return the first and the last day that the data name, of entities, ties and sources; None without any."""
        told = [self.period(record) for kind in DATED for record in self._facts.of(kind)]
        days = [day for one in told for day in (one.start, one.end) if day is not None]
        days += [one.published for one in self._facts.nodes(Source) if one.published is not None]
        return (min(days), max(days)) if days else None

    def inside(self, day: date) -> date:
        """Return a day of which the data can speak; raise BadInputError for another."""
        return inside(self.span, day)

    def as_of(self, day: date, *, sure: bool = False) -> AsOf:
        """Return what is left without what had not begun or had ended on a day; `sure`: nor what may not have been."""

        def there(record: Node | Relation) -> bool | None:
            held = self.holds(record, day)
            return False if sure and held is None else held

        found = {subject(one): there(one) for kind in DATED_NODES for one in self._facts.nodes(kind)}
        away = {key[0] for key, held in found.items() if held is False}
        for tie in (record for record in self._facts if isinstance(record, Relation)):
            if away.intersection((tie.start, tie.end)):
                found[subject(tie)] = False
            elif isinstance(tie, DATED_TIES):
                found[subject(tie)] = there(tie)
        gone = {key for key, held in found.items() if held is False}

        def left(record: Node | Relation) -> bool:
            return subject(record) not in gone and not (isinstance(record, Claim) and record.entity_id in away)

        unknown = Counter(_type(key) for key, held in found.items() if held is None)
        return AsOf(Facts(filter(left, self._facts)) if gone else self._facts, len(gone), unknown)


def today() -> date:
    """Return the day that it is where the program runs, as its users' calendars say."""
    return date.today()


def inside(span: tuple[date, date] | None, day: date) -> date:
    """Return a day within the first and the last that the data name; raise BadInputError for another."""
    if span and not span[0] <= day <= span[1]:
        raise BadInputError(
            "%(day)s is outside the data, which name days from %(first)s to %(last)s.",
            day=day,
            first=span[0],
            last=span[1],
        )
    return day


def day_of(text: str) -> date:
    """Read a day as a person gives it; raise BadInputError where it is none."""
    told = text.strip()
    try:
        day = date.fromisoformat(told)
    except ValueError:
        day = None
    if day is None or day.isoformat() != told:  # a week's day or no hyphens are days to Python, and no other's
        raise BadInputError("'%(text)s' is no day: expected one that there is, as YYYY-MM-DD.", text=text)
    return day


def data_day(told: Iterable[date | None]) -> date:
    """Return the newest of the days on which a source was published or a member joined, else today."""
    last = today()
    return max((day for day in told if day is not None and day <= last), default=last)


def _own(record: Node | Relation) -> Period:
    names = ("start_date", "end_date") if isinstance(record, Node) else ("since", "until")
    first, last = (getattr(record, name, None) for name in names)
    return Period(first if isinstance(first, date) else None, last if isinstance(last, date) else None)


def _type(key: tuple[str, ...]) -> str:
    """Return of which type the subject of a statement is: a relation's name, or what its id begins with."""
    return key[0].partition(":")[0]
