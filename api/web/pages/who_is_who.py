"""The who-is-who page: records that may be one organisation, side by side, and what people decided about each pair.

It lists what was joined without asking, too; on the page of an organisation a record is joined to another by hand, or
taken out.
"""

from dataclasses import dataclass
from itertools import islice
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Query, Request, Response
from fastapi.responses import RedirectResponse

from api.http.author import author as said_by
from api.http.author import known_author, remember
from api.http.foreign import refuse_foreign
from api.http.stores import JudgementsDependency
from api.web.frame.context import ContextDependency
from api.web.frame.jobs import JobsDependency
from api.web.frame.page import PageRoute, address, render
from api.web.frame.pairs import Pair, clues, field, fits, page_of, told
from api.web.frame.reviewing import FORM, PAGE, Show, Text, WordDependency, answered, store
from graph.errors import NotFoundError
from graph.judgements import Decision, Judgements, Verdict
from graph.store import Store
from graph.store.answers import kept
from ingest import aside, loading
from ingest.judging import ReviewDesk
from ingest.resolution.records import OrganisationRecord
from queries.browsing.search import Found
from queries.browsing.search import search as names_like
from queries.lookup.entities import entities, names_of_records

ACTION = "/who-is-who/judge"
Key = Annotated[str, Query(max_length=500)]
Name = Annotated[str, Query(max_length=200)]
KeyField = Annotated[str, Form(max_length=500)]
PLACES = ("street", "postcode", "town", "country", "website")

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair as a line of a table."""

    a: str
    b: str
    a_name: str
    b_name: str
    probability: float | None
    evidence: tuple[str, ...]
    judgement: str | None


@router.get("/who-is-who")
def who_is_who(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    show: Show | Literal["joined"] = Show.OPEN,
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Return the pairs of a filter, the most valuable first, a page at a time."""
    desk = desk_of(context.store, judged)
    every, joined = _decisions(desk), desk.joined()
    latest = judged.latest()
    chosen = joined if show == "joined" else [one for one in every if fits(told(latest, one.a, one.b), show)]
    shown, pages = page_of(chosen, page, PAGE)
    pairs = [_pair(desk, one) for one in shown]
    return render(
        request,
        "who_is_who.html",
        context,
        rows=[_row(pair) for pair in pairs],
        row=PairRow,
        pairs=pairs,
        total=len(chosen),
        counts={name: sum(fits(told(latest, one.a, one.b), name) for one in every) for name in Show}
        | {"joined": len(joined)},
        asked={"show": show, "page": page},
        pages=pages,
        author=known_author(request),
        waiting=desk.unbuilt(_entities(context.store)),
        action=ACTION,
        next=address(request),
        **FORM,
    )


@router.post(ACTION)
def judge(request: Request, context: ContextDependency, judged: JudgementsDependency, said: WordDependency) -> Response:
    """Store what a reader says of pairs; the graph follows when it is next built."""
    desk = desk_of(context.store, judged)
    found = {f"{one.a}|{one.b}": one for one in (*desk.joined(), *_decisions(desk))}
    store(judged, said, {key: one.evidence for key, one in found.items()})
    return answered(request, context, said, lambda key: _pair(desk, found[key]), ACTION)


@router.post("/who-is-who/apply", dependencies=[Depends(refuse_foreign)])
def apply(jobs: JobsDependency) -> Response:
    """Build the graph anew with what people decided."""
    return RedirectResponse(f"/jobs/{jobs.start('rebuild', aside.rebuild).key}", 303)


@router.get("/who-is-who/same")
def candidates(request: Request, context: ContextDependency, record: Key, text: Name = "") -> Response:
    """Return the organisations whose name is like a text, to say of one that it is the same as a record's."""
    names, known = names_of_records(context.store), entities(context.store)
    if record not in names:
        raise NotFoundError("There is no record '%(record)s'.", record=record)
    rows = context.rows(names_like, text=text) if text.strip() else ()
    others = (row for row in rows if row.kind == "Organisation" and record not in (row.id, *known[row.id].other_ids))
    found = list(islice(others, PAGE))
    return render(
        request,
        "same.html",
        context,
        rows=found,
        row=Found,
        record=record,
        name=names[record],
        text=text,
        found=found,
        author=known_author(request),
    )


@router.post("/who-is-who/same", dependencies=[Depends(refuse_foreign)])
def same(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    record: KeyField,
    other: KeyField,
    author: Text = "",
    note: Text = "",
) -> Response:
    """Store that two records are one organisation; the pair is then shown, with what stands against it."""
    name = said_by(request, author)
    desk_of(context.store, judged).judge(record, other, Verdict.SAME, author=name, note=note.strip())
    return remember(RedirectResponse("/who-is-who?show=same", 303), name)


@router.post("/who-is-who/out", dependencies=[Depends(refuse_foreign)])
def out(
    request: Request, context: ContextDependency, judged: JudgementsDependency, record: KeyField, author: Text = ""
) -> Response:
    """Store that a record is none of the others it was joined with."""
    name = said_by(request, author)
    desk_of(context.store, judged).take_out(record, author=name)
    return remember(RedirectResponse("/who-is-who?show=different", 303), name)


@kept
def desk_of(store: Store, judged: Judgements) -> ReviewDesk:
    """Return the desk of a store, kept while that store is current."""
    return ReviewDesk.of(loading.sources_of(store), judged, store.decisions())


@kept
def _entities(store: Store) -> dict[str, str]:
    """Return record -> entity, for the records that were joined into an entity of another id."""
    return {other: one.id for one in entities(store).values() for other in one.other_ids}


def _decisions(desk: ReviewDesk) -> list[Decision]:
    """Return what waits for a person, and after it what a person decided that waits no more."""
    known, waiting = desk.records, desk.waiting()
    seen = {(one.a, one.b) for one in waiting}
    said = [one for pair, one in sorted(desk.judgements.latest().items()) if pair not in seen]
    more = [Decision(one.a, one.b, "review", 0.0, 0.0, one.evidence) for one in said if {one.a, one.b} <= known.keys()]
    return [*waiting, *more]


def _pair(desk: ReviewDesk, decision: Decision) -> Pair:
    a, b = desk.records[decision.a], desk.records[decision.b]
    judgement = told(desk.judgements.latest(), a.id, b.id)
    obstacles = desk.obstacles(a.id, b.id) if judgement and judgement.verdict == Verdict.SAME else []
    return Pair(
        a.id,
        b.id,
        _name(a),
        _name(b),
        None,
        decision.probability or None,
        (
            field("name", _name(a), _name(b)),
            field("aliases", a.names[1:], b.names[1:]),
            *(field(name, getattr(a, name), getattr(b, name)) for name in PLACES),
            *(field(name, a.registry.get(name), b.registry.get(name)) for name in sorted({*a.registry, *b.registry})),
            field("clusters and projects", len(a.events), len(b.events)),
        ),
        clues(decision.evidence),
        judgement,
        (a.sources, b.sources),
        tuple(found for found in obstacles if {found.a, found.b} != {a.id, b.id}),
    )


def _name(record: OrganisationRecord) -> str:
    return record.names[0] if record.names else record.id


def _row(pair: Pair) -> PairRow:
    evidence = tuple(f"{clue.weight:+.1f} {clue.feature}: {clue.detail}" for clue in pair.evidence)
    said = pair.judgement.verdict if pair.judgement else None
    return PairRow(pair.a, pair.b, pair.a_name, pair.b_name, pair.score, evidence, said)
