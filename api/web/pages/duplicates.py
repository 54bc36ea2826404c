"""The duplicates page: initiatives that look alike, side by side, and what people decided about each pair."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.http.author import known_author
from api.http.stores import JudgementsDependency
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, address, render
from api.web.frame.pairs import Field, Pair, clues, field, fits, page_of, told
from api.web.frame.reviewing import FORM, PAGE, Show, WordDependency, answered, store
from api.words.sentences import not_chosen, twice
from graph.errors import BadInputError
from graph.judgements import Judgement, MatchEvidence
from queries.likeness.chains import Chain
from queries.likeness.duplicates import Duplicate
from queries.likeness.duplicates import duplicates as alike
from queries.likeness.narrowing import Facet, counted, narrowed
from queries.lookup.entities import projects, resolve
from queries.lookup.project_facts import ProjectFacts, project_facts

FIELDS = tuple(
    "title acronym abstract kind status start_date end_date cost_eur grant_eur participants instruments".split()
)
ACTION = "/duplicates/judge"

MOST_CHOICES = 100
MOST_CHAINS = 20
LONG = 3
"""So many initiatives make a chain that is shown apart."""

Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form asks to narrow the pairs by, as it was typed."""

    kind: Text = ""
    programme: Text = ""
    year: Text = ""
    promoter: Text = ""
    least_eur: Text = ""
    words: Text = ""
    chain: Text = ""

    def given(self) -> dict[str, Any]:
        """Return the values, None where nothing was typed; raise BadInputError where one is none that there is."""
        kinds = {one.name: one for one in alike.parameters}
        typed = {
            name: _number(value) if kinds[name].kind in (int, float) else value or None
            for name, value in asdict(self).items()
        }
        return {name: kinds[name].value(alike.name, value) for name, value in typed.items()}


def _number(text: str) -> float | None:
    try:
        return float(text.replace(" ", "").replace(",", ".")) if text.strip() else None
    except ValueError:
        raise BadInputError("'%(text)s' is no number.", text=text) from None


@dataclass(frozen=True, slots=True)
class Linked:
    """A chain, and the initiatives of its pairs that are shown, by id."""

    chain: Chain
    names: Mapping[str, str]


router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/duplicates")
def duplicates(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    asked: Annotated[Asked, Depends()],
    show: Show = Show.OPEN,
    of: Annotated[str, Query(max_length=200)] = "",
    page: Annotated[int, Query(ge=1)] = 1,
) -> Response:
    """Return the pairs of a filter, a page at a time."""
    latest = judged.latest()
    about = resolve(projects(context.store), of) if of else None
    every = context.rows(alike)
    wanted = {name: value for name, value in asked.given().items() if value is not None}
    left = narrowed(context.store, every, of=about.id if about else None, **wanted)
    kept = [row for row in left if fits(told(latest, row.a, row.b), show)]
    shown, pages = page_of(kept, page, PAGE)
    return render(
        request,
        "duplicates.html",
        context,
        rows=kept,
        row=Duplicate,
        pairs=_pairs(context, list(shown), latest),
        total=len(kept),
        counts={name: sum(fits(told(latest, row.a, row.b), name) for row in left) for name in Show},
        about=about,
        asked={"show": show, "of": of, "page": page, **asdict(asked)},
        choices=_choices(context, every),
        chains=_chains(left)[:MOST_CHAINS],
        narrowed=bool(wanted),
        pages=pages,
        author=known_author(request),
        sentence=twice(left) if left or not every else not_chosen(len(every)),
        method=context.ask(alike).method,
        action=ACTION,
        next=address(request),
        **FORM,
    )


@router.post(ACTION)
def judge(request: Request, context: ContextDependency, judged: JudgementsDependency, said: WordDependency) -> Response:
    """Store what a reader says of pairs."""
    rows = {f"{row.a}|{row.b}": row for row in context.rows(alike)}
    store(judged, said, {key: _evidence(row) for key, row in rows.items()})
    return answered(request, context, said, lambda key: _pairs(context, [rows[key]], judged.latest())[0], ACTION)


def _pairs(context: PageContext, rows: list[Duplicate], latest: Mapping[tuple[str, str], Judgement]) -> list[Pair]:
    known = project_facts(context.store, (end for row in rows for end in (row.a, row.b)))
    return [
        Pair(
            row.a,
            row.b,
            row.a_name,
            row.b_name,
            row.kind,
            row.score,
            _fields(known[row.a], known[row.b]),
            clues(row.evidence),
            told(latest, row.a, row.b),
            (known[row.a].sources, known[row.b].sources),
            chain=row.chain,
        )
        for row in rows
    ]


def _fields(a: ProjectFacts, b: ProjectFacts) -> tuple[Field, ...]:
    return tuple(field(name, getattr(a, name), getattr(b, name)) for name in FIELDS)


def _evidence(row: Duplicate) -> list[MatchEvidence]:
    return [MatchEvidence(clue.feature, clue.detail, clue.weight) for clue in clues(row.evidence)]


def _choices(context: PageContext, rows: Sequence[Duplicate]) -> dict[Facet, list[tuple[str, int]]]:
    """Return what may be chosen, with how many pairs there are of it: the most frequent first, years the latest."""
    found = counted(context.store, rows)
    return {
        facet: sorted(values.items(), reverse=True) if facet == "year" else values.most_common(MOST_CHOICES)
        for facet, values in found.items()
    }


def _chains(rows: Sequence[Duplicate]) -> list[Linked]:
    """Return the chains of several that rows are of, what got most first."""
    found: dict[int, Linked] = {}
    for row in rows:
        if row.chain and row.chain.initiatives >= LONG:
            one = found.setdefault(row.chain.number, Linked(row.chain, {}))
            found[row.chain.number] = Linked(one.chain, {**one.names, row.a: row.a_name, row.b: row.b_name})
    return sorted(found.values(), key=lambda one: (-(one.chain.total_eur or 0.0), one.chain.number))
