"""The demonstration: the three questions answered in words, as pictures and as tables."""

from collections.abc import Iterable
from pathlib import PurePath

from api.answers import to_csv
from api.drawing import pyvis_page
from api.drawing.pictures import PICTURES
from graph.store import Store
from queries import EVALUATIONS, QUESTIONS
from queries.asking.desk import Desk
from queries.consolidating.consolidation import Consolidation, consolidation
from queries.consolidating.reasons import Reason
from queries.likeness.duplicates import Duplicate, duplicates
from queries.networks.collaboration import Collaboration, collaboration

TOP = 5


def answers(desk: Desk, store: Store) -> str:
    """Return the three answers, top five each, with their reasons."""
    parts = [
        "Who works together?",
        *_numbered(_collaboration(row) for row in desk.ask(collaboration, store).rows[:TOP]),
        "",
        "What could be folded into a host? (`ask consolidation --advice merge` ranks mergers)",
        *_numbered(_consolidation(row) for row in desk.ask(consolidation, store, advice="fold").rows[:TOP]),
        "",
        "What looks like a duplicate?",
        *_numbered(_duplicate(row) for row in desk.ask(duplicates, store).rows[:TOP]),
    ]
    return "\n".join(parts)


def files(desk: Desk, store: Store) -> dict[PurePath, bytes]:
    """Return the three pictures and every answer that needs no argument as a table, by file name."""
    found = {
        PurePath(f"{drawn.name}.html"): pyvis_page.page(drawn.make(desk, store), as_of=store.data_version).encode()
        for drawn in PICTURES.values()
    }
    for question in (*QUESTIONS.values(), *EVALUATIONS.values()):
        if not question.needs_more:
            answer = desk.ask(question, store)
            found[PurePath(f"{question.name}.csv")] = to_csv(answer.rows, answer.row).encode()
    return found


def _numbered(lines: Iterable[str]) -> list[str]:
    return [f"  {number}. {line}" for number, line in enumerate(lines, start=1)] or ["  none found"]


def _collaboration(row: Collaboration) -> str:
    reasons = [*row.projects, *(f"both run by {host}" for host in row.hosts)]
    return f"{row.a_name} – {row.b_name}: {'; '.join(reasons)}"


def _consolidation(row: Consolidation) -> str:
    kind = f" ({row.target_kind})" if row.target_kind else ""
    span = f"score {row.score:.2f}, rank {row.rank_low} to {row.rank_high} under other weights"
    return (
        f"{row.cluster_name} → {row.target_name}{kind}, {span}\n"
        f"     for: {_reasons(row.reasons)}\n     against: {_reasons(row.against)}"
    )


def _reasons(reasons: tuple[Reason, ...]) -> str:
    """Return what was found, and what could not be known: not knowing is not the same as finding nothing."""
    known = [r for r in reasons if r.value]
    unknown = [_words(r.feature) for r in reasons if r.value is None]
    found = [f"{_words(r.feature)} ({r.detail}; {_places(r.sources)})" for r in known]
    return (", ".join(found) or "none found") + (f"; unknown: {', '.join(unknown)}" if unknown else "")


def _words(feature: str) -> str:
    return feature.replace("_", " ")


def _duplicate(row: Duplicate) -> str:
    score = "cannot tell" if row.score is None else f"score {row.score:.2f}"
    known = [f"{e.feature} {e.detail} ({e.weight:+.1f} bits)" for e in row.evidence if e.weight]
    return f"{row.a_name} – {row.b_name}: {row.kind.replace('_', ' ')}, {score}\n     {'; '.join(known)}"


def _places(sources: tuple[str, ...]) -> str:
    return ", ".join(source.partition("#")[2] for source in sources) or "computed"
