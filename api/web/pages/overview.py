"""The overview: what is loaded, who overlaps with whom, who pays for what, and what to look at first."""

from collections.abc import Mapping, Sequence
from typing import Literal

from fastapi import APIRouter, Request, Response
from markupsafe import Markup

from api.drawing.pictures import PICTURES
from api.exports.formats import FORMATS
from api.http.stores import JudgementsDependency
from api.web.charts.flows import Flow, flows
from api.web.charts.gantt import Span, gantt
from api.web.charts.matrix import matrix
from api.web.charts.network import network
from api.web.frame.context import ContextDependency, PageContext
from api.web.frame.page import PageRoute, render
from api.web.frame.reviewing import waiting
from api.words import sentences
from api.words.language import Language, chosen
from api.words.terms import N_
from graph.measures.network import Over
from graph.messages import Message
from graph.schema import ENTITY_TYPES, Cluster, MemberOf, Node
from graph.store.answers import all_facts
from queries import EVALUATIONS, QUESTIONS
from queries.browsing.contradictions import contradictions
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.likeness.duplicates import Duplicate, duplicates
from queries.likeness.kinds import CLAIMS
from queries.lookup.catalogue import TYPES
from queries.networks.brokers import brokers
from queries.networks.collaboration import Collaboration, collaboration
from queries.networks.funding import Funding, funding
from queries.networks.overlap import Overlap, overlap
from queries.time.outcomes import outcomes

TOP = 5
MOST_FLOWS = 120
MOST_DRAWN = 60
ACROSS = 0.6
"""The network stands beside a list."""
WITHOUT_CLUSTERS = N_(
    "No clusters are loaded, so what is asked of clusters is left out; the explorer draws which organisations work "
    "together."
)
LEADS_TO: Mapping[type[Node], str] = {kind: f"/{of}" for of, kind in TYPES.items()}

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@router.get("/")
def overview(
    request: Request,
    context: ContextDependency,
    judged: JudgementsDependency,
    over: Over = "themes",
    measure: Literal["jaccard", "count"] = "jaccard",
    order: Literal["spectral", "name"] = "spectral",
) -> Response:
    """Return the overview; the matrix is of what the clusters share."""
    lang = chosen(request)
    context.summary()  # where nothing is loaded it says so, before anything else is asked
    answer = context.ask_if_loaded(overlap, over=over)
    rows = answer.rows if answer else ()
    together = context.rows(collaboration)
    candidates = [row for row in context.rows(consolidation) if row.advice == "fold"]
    alike = context.rows(duplicates)
    funded = [row for row in context.rows(funding) if row.funded.startswith("cluster:")]
    return render(
        request,
        "overview.html",
        context,
        rows=rows,
        row=Overlap,
        shown={"over": over, "measure": measure, "order": order},
        matrix=matrix(rows, measure, order),
        answer=answer if rows else None,
        tiles=_tiles(context, lang, len(waiting(context, judged))),
        together=together[:TOP],
        drawn=_drawn(context, together, lang),
        gantt=gantt(
            _spans(funded),
            lang,
            lang.text("When each cluster was supported"),
            context.then.day if context.then else None,
        ),
        flows=flows(_flows(funded, lang)[:MOST_FLOWS], lang.text("Which instrument supports which cluster")),
        funded=funded,
        clustered=bool(all_facts(context.store).nodes(Cluster)),
        questions_answered=_answered(context, together, candidates, alike),
        consolidation=candidates[:TOP],
        duplicates=[row for row in alike if row.kind in CLAIMS][:TOP],
        pictures=PICTURES.values(),
        questions=[q for q in QUESTIONS.values() if not q.needs_more],
        evaluations=[q for q in EVALUATIONS.values() if not q.needs_more],
        formats=FORMATS,
    )


def _answered(
    context: PageContext,
    together: Sequence[Collaboration],
    candidates: Sequence[Consolidation],
    alike: Sequence[Duplicate],
) -> list[tuple[str, str, Message]]:
    """Return what is asked of clusters, where that is answered, and the answer; without them what needs none."""
    facts = all_facts(context.store)
    if not facts.nodes(Cluster):
        return [
            ("/explorer", N_("Which organisations form communities?"), Message(WITHOUT_CLUSTERS)),
            ("/duplicates", N_("What is done twice?"), sentences.twice(alike)),
        ]
    members = "/organisations?order=clusters" if facts.relations(MemberOf) else "/upload"
    return [
        ("#together", N_("Who works together?"), sentences.together(together)),
        ("/consolidation", N_("What could be joined?"), sentences.joined(candidates)),
        ("/duplicates", N_("What is done twice?"), sentences.twice(alike)),
        ("/centrality", N_("Who brokers?"), sentences.brokering(context.rows(brokers))),
        ("/explorer?network=all&relation=HOSTS", N_("Who runs which clusters?"), sentences.hosting(facts)),
        (members, N_("Who is in several clusters?"), sentences.several(facts)),
        *(("/outcomes", N_("What became of the clusters?"), note) for note in context.ask(outcomes).notes[:1]),
    ]


def _drawn(context: PageContext, together: Sequence[Collaboration], lang: Language) -> Markup | None:
    """Return the network of who works together; None where it has nobody, or too many to be read in a page."""
    if not 0 < len({end for row in together for end in (row.a, row.b)}) <= MOST_DRAWN:
        return None
    among = context.selection.text if context.selection else None
    found = PICTURES["collaboration"].unscaled(context.desk, context.store, MOST_DRAWN, among=among)
    return network(found, lang.text("Who works together?"), lang, ACROSS)


def _tiles(context: PageContext, lang: Language, waiting: int) -> list[tuple[str, str, str]]:
    """Return the figures at the top: a number, what it counts, and where it leads."""
    summary = context.summary()
    counts = summary.counts
    members = lang.number(summary.memberships) if summary.memberships else lang.text("unknown")
    return [
        *(
            (lang.number(counts.get(kind.__name__, 0)), lang.text(kind.words[1]), _leads_to(kind))
            for kind in ENTITY_TYPES
        ),
        (members, lang.text("memberships"), "/organisations?order=clusters" if summary.memberships else "/upload"),
        (lang.number(len(context.rows(contradictions))), lang.text("contradictions"), "/quality#contradictions"),
        (lang.number(waiting), lang.text("pairs to review"), "/who-is-who"),
    ]


def _leads_to(kind: type[Node]) -> str:
    """Return where more is said of entities of a type: their list, else the explorer."""
    return LEADS_TO.get(kind) or f"/explorer?view=all&kind={kind.__name__}"


def _spans(funded: Sequence[Funding]) -> list[Span]:
    return [Span(row.instrument_name, row.funded_name, row.since, row.until) for row in funded]


def _flows(funded: Sequence[Funding], lang: Language) -> list[Flow]:
    return [
        Flow(
            row.instrument,
            row.instrument_name,
            row.funded,
            row.funded_name,
            f"{row.instrument_name} → {row.funded_name}: {lang.euro(row.amount_eur)}",
        )
        for row in funded
    ]
