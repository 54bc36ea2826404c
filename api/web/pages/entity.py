"""One page for each cluster, organisation, project, instrument or theme: every fact with its source."""

from collections.abc import Sequence
from typing import Any, get_args

from fastapi import APIRouter, Request, Response

from api.drawing.looks import mark_of
from api.http.author import known_author
from api.http.filters import picture_of
from api.http.stores import JudgementsDependency
from api.web.charts.bars import share
from api.web.charts.ego import ego
from api.web.charts.gantt import Span, gantt
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, own_template, render
from api.web.frame.reviewing import waiting
from api.words import sentences
from api.words.facts import (
    MOST_LISTED,
    OPTIONAL,
    FactRow,
    also_said,
    facts,
    groups,
    is_known,
    is_unknown,
    table,
    told_apart,
    value,
)
from api.words.language import Language, chosen
from graph.days import BOUNDS
from graph.errors import NotLoadedError
from graph.judgements import Judgements
from graph.marks import MARKS
from graph.measures.listing import Listed
from graph.measures.network import Over, cluster_affiliation
from graph.picture.selection import Filters
from graph.store import Store
from queries.asking.listings import listings
from queries.browsing.contradictions import contradictions
from queries.consolidating.consolidation import consolidation
from queries.likeness.duplicates import duplicates
from queries.lookup.entities import names_of_records
from queries.lookup.partners import partners
from queries.lookup.record import Record, record
from queries.lookup.thesaurus import thesaurus
from queries.networks.collaboration import collaboration
from queries.networks.funding import funding
from queries.networks.overlap import Overlap, overlap
from queries.time.events import events

MOST_DRAWN = 60

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/entities/{identifier:path}")
def entity(request: Request, identifier: str, context: ContextDependency, judged: JudgementsDependency) -> Response:
    """Return the page of an entity, by id or name."""
    found = record(context.store, identifier)
    claims = also_said(found)
    known, grouped = facts(found, context.about(found.id, contradictions)), groups(found.relations)
    return render(
        request,
        own_template(found.id.partition(":")[0], "entity"),
        context,
        rows=table(known, claims, grouped),
        row=FactRow,
        entity=found,
        facts=[fact for fact in known if is_known(fact)],
        unknown=[fact.property for fact in known if is_unknown(fact)],
        also_said=claims,
        bounds={f"{one.partition('_')[0]}_date": one for one in BOUNDS},
        groups=grouped,
        most=MOST_LISTED,
        optional=OPTIONAL,
        value_of=value,
        told_apart=told_apart,
        share=share,
        sources={source.id: source for source in context.summary().sources},
        own=_own(context, found, judged, chosen(request), known_author(request)),
    )


def _listed(store: Store, cluster: str) -> Listed | None:
    """Return how many of a cluster's members its list names; None where no list is loaded."""
    try:
        return listings(store, cluster_affiliation(store, "members").known(), reported=True).get(cluster)
    except NotLoadedError:
        return None


def _own(context: PageContext, found: Record, judged: Judgements, lang: Language, author: str) -> dict[str, Any]:
    """Return what only the page of this type shows."""
    if found.type == "Cluster":
        candidates, working = context.about(found.id, consolidation), context.about(found.id, collaboration)
        return {
            "sentence": sentences.standing(found.id, candidates, working),
            **_around(context.store, found, lang),
            "listed": _listed(context.store, found.id),
            "has_members": any(tie.relation == "MEMBER_OF" for tie in found.relations),
            "overlap": {over: _overlap(context, found.id, over) for over in get_args(Over)},
            "partners": working,
            "consolidation": candidates[:5],
            "timeline": _timeline(found, "MEMBER_OF", lang.text("Memberships in time"), lang),
            "events": context.about(found.id, events),
            "life": _timeline(found, "FUNDED_BY", lang.text("Support in time"), lang),
        }
    if found.type == "Organisation":
        ids = {found.id, *next((known.value for known in found.properties if known.name == "other_ids"), ())}
        return {
            "sentence": sentences.part_of(found, context.about(found.id, consolidation)),
            "clusters": [tie for tie in found.relations if tie.relation == "MEMBER_OF" and tie.direction == "out"],
            "partners": partners(context.store, found.id),
            "decisions": [one for one in context.now.decisions("same") if one.a in ids and one.b in ids],
            "waiting": [one for one in waiting(context, judged) if one.a in ids or one.b in ids],
            "records": sorted(ids),
            "author": author,
            "names": names_of_records(context.now),
            "judgements": [one for one in judged.all() if one.a in ids or one.b in ids],
            "timeline": _timeline(found, "MEMBER_OF", lang.text("Memberships in time"), lang),
        }
    if found.type == "Project":
        return {"sentence": sentences.led(found.relations), "similar": context.about(found.id, duplicates)}
    if found.type == "FundingInstrument":
        return {"sentence": sentences.paid([row for row in context.rows(funding) if row.instrument == found.id])}
    if found.type == "Theme":
        return {"concepts": thesaurus().called(found.name), "thesaurus": thesaurus()}
    return {}


def _overlap(context: PageContext, cluster: str, over: Over) -> Sequence[Overlap] | None:
    """Return the pairs of a cluster that share something, what is most alike first; None where it is unknown."""
    answer = context.ask_if_loaded(overlap, over=over)
    rows = [row for row in answer.rows if cluster in (row.a, row.b)] if answer else []
    if answer is None or (over == "members" and not rows):
        return None
    return sorted((row for row in rows if row.shared), key=lambda row: (-(row.jaccard or 0.0), row.a, row.b))


def _around(store: Store, found: Record, lang: Language) -> dict[str, Any]:
    """Return a small network of what the cluster is tied to, the marks in it, and how many more there are."""
    picture = picture_of(store, Filters(ego=found.id), "all", MOST_DRAWN)
    used = {mark_of(node).name for node in picture.nodes}
    return {
        "network": ego(picture, [found.id], lang.text("What is around %(name)s", name=found.name), lang),
        "left_out": picture.left_out,
        "marks": [look for name, look in MARKS.items() if name in used],
    }


def _timeline(found: Record, relation: str, title: str, lang: Language) -> Any:
    ties = [tie for tie in found.relations if tie.relation == relation]
    return gantt([Span(title, tie.other_name, value(tie, "since"), value(tie, "until")) for tie in ties], lang, title)
