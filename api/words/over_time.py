"""The sentence on top of each page about time."""

from collections.abc import Sequence

from graph.messages import Message, Term
from queries.time.additionality import Additionality
from queries.time.evolution import Between, Evolution
from queries.time.persistence import Persistence


def grown(rows: Sequence[Evolution], between: Between) -> Message:
    """Say how the network stands in its last year, and what of the year before is left."""
    if not rows:
        return Message("Unknown: no project has a first and a last day.")
    last = rows[-1]
    if last.ties_lasting is None:
        return Message("In %(year)s, the only year, %(nodes)s %(what)s had %(ties)s ties.", **_last(last, between))
    return Message(
        "In %(year)s %(nodes)s %(what)s had %(ties)s ties: %(lasting)s lasted from the year before, %(new)s were new, "
        "and %(ended)s had ended.",
        **_last(last, between),
        lasting=last.ties_lasting,
        new=last.ties_new,
        ended=last.ties_ended,
    )


def _last(row: Evolution, between: Between) -> dict[str, object]:
    return {"year": str(row.year), "nodes": row.nodes, "what": Term(between), "ties": row.ties}


def lasted(rows: Sequence[Persistence]) -> Message:
    """Say which share of all ties is active a year after their support's end."""
    first = next((row for row in rows if row.support == "all" and row.share is not None), None)
    if first is None or first.share is None:
        return Message("Unknown: no tie was formed in a project with known days that has ended.")
    return Message(
        "Of %(ties)s ties formed in projects that have ended, %(share).0f %% are still active %(years)s year later.",
        ties=first.ties,
        share=100 * first.share,
        years=first.years,
    )


def added(rows: Sequence[Additionality], measure: str) -> Message:
    """Say what the supported gained more than comparable others, over all years after."""
    over_all = next((row for row in rows if row.offset is None), None)
    if over_all is None:
        return Message("Unknown: nobody supported has comparable others with known days around it.")
    told = {
        "name": over_all.support_name,
        "number": over_all.supported,
        "measure": Term(measure),
        "difference": over_all.difference,
    }
    if over_all.difference_low is None or over_all.difference_high is None:
        return Message(
            "%(name)s: the %(number)s supported gained %(difference).1f %(measure)s more than comparable others; they "
            "are too few for an interval.",
            **told,
        )
    return Message(
        "%(name)s: the %(number)s supported gained %(difference).1f %(measure)s more than comparable others (%(low).1f "
        "to %(high).1f); that is no proof that the support was the cause.",
        **told,
        low=over_all.difference_low,
        high=over_all.difference_high,
    )
