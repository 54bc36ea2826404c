"""One page for each cluster, organisation, project, instrument or theme: every fact with its source."""

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Request, Response

from api.draw import MARKS, mark_name
from api.http.filters import Drawer, DrawerDependency, NetworkView
from api.http.stores import JudgementsDependency
from api.web.charts.bars import share
from api.web.charts.ego import ego
from api.web.charts.gantt import Span, gantt
from api.web.explorer.words import MARK_WORDS
from api.web.frame.asking import Asker, AskerDependency
from api.web.frame.page import PageRoute, render
from api.web.frame.reviewing import names, waiting
from api.web.words.facts import (
    MOST_LISTED,
    OPTIONAL,
    FactRow,
    also_said,
    facts,
    groups,
    is_known,
    is_unknown,
    table,
    value,
)
from api.web.words.language import Language, chosen
from graph.errors import NotLoadedError
from graph.judgements import Judgements
from graph.picture.selection import Filters
from queries.lookup.partners import partners
from queries.lookup.record import Record, record
from queries.overlap import Overlap

MOST_DRAWN = 60
TEMPLATES = {
    "Cluster": "cluster.html",
    "Organisation": "organisation.html",
    "Project": "project.html",
    "FundingInstrument": "instrument.html",
}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/entities/{identifier:path}")
def entity(
    request: Request,
    identifier: str,
    asker: AskerDependency,
    judged: JudgementsDependency,
    drawer: DrawerDependency,
) -> Response:
    """Return the page of an entity, by id or name."""
    found = record(asker.store, identifier)
    claims = also_said(found)
    known, grouped = facts(found, asker.about("contradictions", found.id)), groups(found.relations)
    return render(
        request,
        TEMPLATES.get(found.type, "entity.html"),
        asker,
        rows=table(known, claims, grouped),
        row=FactRow,
        entity=found,
        facts=[fact for fact in known if is_known(fact)],
        unknown=[fact.property for fact in known if is_unknown(fact)],
        also_said=claims,
        groups=grouped,
        most=MOST_LISTED,
        optional=OPTIONAL,
        value_of=value,
        share=share,
        sources={source.id: source for source in asker.summary().sources},
        own=_own(asker, found, judged, drawer, chosen(request)),
    )


def _own(asker: Asker, found: Record, judged: Judgements, drawer: Drawer, lang: Language) -> dict[str, Any]:
    """Return what only the page of this type shows."""
    if found.type == "Cluster":
        return {
            **_around(drawer, found, lang),
            "has_members": any(tie.relation == "MEMBER_OF" for tie in found.relations),
            "overlap": {over: _overlap(asker, found.id, over) for over in ("members", "themes", "projects")},
            "partners": asker.about("collaboration", found.id),
            "consolidation": asker.about("consolidation", found.id)[:5],
            "timeline": _memberships(found, lang),
        }
    if found.type == "Organisation":
        ids = {found.id, *next((known.value for known in found.properties if known.name == "other_ids"), ())}
        return {
            "clusters": [tie for tie in found.relations if tie.relation == "MEMBER_OF" and tie.direction == "out"],
            "partners": partners(asker.store, found.id),
            "decisions": [one for one in asker.store.decisions("same") if one.a in ids and one.b in ids],
            "waiting": [one for one in waiting(asker, judged) if one.a in ids or one.b in ids],
            "names": names(asker),
            "judgements": [one for one in judged.all() if one.a in ids or one.b in ids],
            "timeline": _memberships(found, lang),
        }
    if found.type == "Project":
        return {"similar": asker.about("duplicates", found.id)}
    return {}


def _overlap(asker: Asker, cluster: str, over: str) -> Sequence[Overlap] | None:
    """Return the pairs of a cluster that share something, what is most alike first; None where it is unknown."""
    try:
        rows = [row for row in asker.rows("overlap", over=over) if cluster in (row.a, row.b)]
    except NotLoadedError:
        return None
    if over == "members" and not rows:
        return None
    return sorted((row for row in rows if row.shared), key=lambda row: (-(row.jaccard or 0.0), row.a, row.b))


def _around(drawer: Drawer, found: Record, lang: Language) -> dict[str, Any]:
    """Return a small network of what the cluster is tied to, the marks in it, and how many more there are."""
    picture = drawer.picture(NetworkView(Filters(ego=found.id), None), "all", MOST_DRAWN)
    used = {mark_name(node.type, node.kind) for node in picture.nodes}
    return {
        "network": ego(picture, [found.id], lang.text("What is around %(name)s", name=found.name)),
        "left_out": picture.left_out,
        "marks": {name: (look, MARK_WORDS[name]) for name, look in MARKS.items() if name in used},
    }


def _memberships(found: Record, lang: Language) -> Any:
    ties = [tie for tie in found.relations if tie.relation == "MEMBER_OF"]
    title = lang.text("Memberships in time")
    return gantt([Span(title, tie.other_name, value(tie, "since"), value(tie, "until")) for tie in ties], lang, title)
