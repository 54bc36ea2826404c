"""Parts that several briefs have: a cluster's life, what is not known of entities, what is around them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date

from api.briefs.brief import Asking, Known, Line, Part, Row, Table
from api.drawing.pictures import as_of_day
from api.words.facts import Fact, Place, also_said, facts, is_known, is_unknown
from graph.errors import NotLoadedError
from graph.measures.network import memberships
from graph.messages import Message, Term
from graph.picture.picture import Picture, whole
from graph.picture.selection import Filters
from graph.schema import RELATION_TYPES
from graph.store import Store
from graph.store.answers import all_facts
from graph.wording import told_of
from queries.browsing.contradictions import contradictions
from queries.consolidating.consolidation import Consolidation
from queries.consolidating.reasons import Reason
from queries.lookup.record import Record
from queries.networks.collaboration import Collaboration
from queries.time.events import Event, events

MOST_MARKS = 40
NEVER_MISSED = ("aliases", "other_ids")
"""What need not be there."""


def around(asking: Asking, ends: Sequence[str]) -> Picture:
    """Return the picture of entities and what is tied to them; of three or more, to two of them at least."""

    def draw(store: Store) -> Picture:
        known, there = all_facts(store), set(ends)
        ties = [tie for kind in RELATION_TYPES for tie in known.relations(kind)]
        near: dict[str, set[str]] = {}
        for tie in ties:
            for end, other in ((tie.start, tie.end), (tie.end, tie.start)):
                if end in there:
                    near.setdefault(other, set()).add(end)
        least = 1 if len(there) < 3 else 2
        kept = {one for one, tied in near.items() if len(tied) >= least}
        return whole(known, Filters(within=frozenset(kept | there)), most=max(MOST_MARKS, len(there)))

    return as_of_day(asking.now, asking.at, draw)


def in_common(row: Collaboration, name: str) -> Message:
    """Return what two that work together have in common, under a name."""
    hosts = (Message("one host: %(host)s", host=host) for host in row.hosts)
    return Message("%(name)s: %(what)s", name=name, what=(*row.projects, *hosts))


def known_of(asking: Asking, found: Record) -> list[Fact]:
    """Return the facts of an entity."""
    rows = asking.desk.ask(contradictions, asking.store).rows
    return facts(found, (row for row in rows if row.entity == found.id))


def what_is_known(told: Iterable[Fact], found: Record) -> Part:
    """Return the facts that sources state, values that differ each for itself."""
    rows = []
    for fact in filter(is_known, told):
        stated = fact.conflict or (Place("", "", None),)
        for one in stated:
            value = one.value if fact.conflict else fact.value
            places = (one,) if fact.conflict else fact.places
            rows.append(Row((Term(fact.property), Known(fact.property, value)), tuple(map(_cited, places))))
    for claim in also_said(found):
        what = told_of(claim.property, claim.subgroup) if claim.subgroup else Term(claim.property)
        rows.append(Row((what, claim), (f"{claim.source}#{claim.locator}",)))
    return Part(Message("What is known"), table=Table((Message("what"), Message("value")), tuple(rows)))


def what_happened(asking: Asking, clusters: Collection[str], row: Consolidation | None = None) -> Part:
    """Return the life of clusters as sources tell it, and what was imposed on one at its start."""
    lives = [one for one in asking.desk.ask(events, asking.store).rows if one.cluster in clusters]
    lines = [
        Line(
            Message("%(day)s: %(what)s", day=_day(one.day, one.not_before), what=_event(one, told=len(clusters) > 1)),
            one.sources,
        )
        for one in lives
    ]
    for one in row.imposed if row else ():
        imposed = Message("Imposed at its start: to join %(target)s", target=one.target_name)
        lines.append(Line(imposed, one.sources))
    return Part(Message("What happened, which no score reads"), tuple(lines))


def _day(day: date | None, not_before: date | None) -> date | Message:
    if day:
        return day
    return Message("day unknown, not before %(day)s", day=not_before) if not_before else Message("day unknown")


def _event(one: Event, *, told: bool) -> Message:
    """Return what happened, of which cluster where several are `told` of, and by or into whom."""
    what: tuple[str, ...] = (Term(one.what),)
    if told:
        what = (one.cluster_name, *what)
    return Message("%(what)s", what=(*what, one.target_name) if one.target_name else what)


def what_is_unknown(
    asking: Asking, told: Iterable[tuple[Record, Sequence[Fact]]], reasons: Iterable[Reason] = ()
) -> Part:
    """Return what no source says: reasons that could not be looked at, lists that are not loaded, properties."""
    lines = [
        Line(Message("%(what)s: unknown, so it counts neither for nor against", what=Term(one.feature)))
        for one in reasons
        if one.value is None
    ]
    for found, facts_of in told:
        if found.type == "Cluster":
            lines += unlisted(asking.store, {found.id: found.name})
        missing = tuple(
            Term(fact.property) for fact in facts_of if is_unknown(fact) and fact.property not in NEVER_MISSED
        )
        if missing:
            lines.append(Line(Message("Of %(name)s: %(what)s", name=found.name, what=missing)))
    return Part(Message("What is unknown"), tuple(lines))


def unlisted(store: Store, clusters: Mapping[str, str]) -> list[Line]:
    """Return a line for each of these clusters, names by id, of which no membership list is loaded."""
    listed = _listed(store)
    return [
        Line(Message("The members of %(name)s: its list is not loaded, so who they are is unknown", name=name))
        for one, name in clusters.items()
        if one not in listed
    ]


def _listed(store: Store) -> set[str]:
    try:
        return {row["row"] for row in memberships(store).current}
    except NotLoadedError:
        return set()


def _cited(place: Place) -> str:
    return f"{place.source}#{place.locator}"


def reasons_of(title: Message, reasons: Iterable[Reason]) -> Part:
    """Return the reasons that were found, the strongest first, with what each gives to the score."""
    found = [one for one in reasons if one.value]
    return Part(
        title,
        tuple(
            Line(
                Message(
                    "%(what)s: %(detail)s (%(points)s)", what=Term(one.feature), detail=one.detail, points=signed(one)
                ),
                one.sources,
            )
            for one in found
        ),
    )


def signed(reason: Reason) -> Message:
    """Return what a reason gives to the score, with its sign."""
    if reason.contribution < 0:
        return Message("−%(points).2f", points=-reason.contribution)
    return Message("+%(points).2f", points=reason.contribution)
