"""What each instrument paid for."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, ClassVar

from graph.store import Store
from queries.asking.question import question
from queries.lookup.entities import entities, resolve

FUNDING = """
MATCH (n:Cluster|Project)-[r:FUNDED_BY]->(i:FundingInstrument)
RETURN i.id AS instrument, i.name AS instrument_name, i.funder AS funder, n.id AS funded,
       coalesce(n.name, n.title, n.acronym, n.id) AS funded_name, n.kind AS funded_kind, n.status AS status,
       r.amount_eur AS amount_eur, r.call AS call, r.since AS since, r.until AS until, r.confidence AS confidence,
       r.sources AS sources
"""


@dataclass(frozen=True, slots=True)
class Funding:
    """One cluster or project under one instrument; unknown amounts are null, and confidence below 1 is no certainty."""

    ENDS: ClassVar = ("funded",)

    instrument: str
    instrument_name: str
    funder: str | None
    funded: str
    funded_name: str
    funded_kind: str | None
    status: str | None
    amount_eur: float | None
    call: str | None
    since: date | None
    until: date | None
    confidence: float
    sources: tuple[str, ...]


@question
def funding(
    store: Store, *, of: Annotated[str | None, "only this instrument, cluster or project (name or id)"] = None
) -> list[Funding]:
    """What each instrument paid for: clusters and projects, amounts, calls and periods.

    Amounts are euro as the source states them, for the whole period; unknown is null. A confidence below 1 marks what
    the source does not state outright: an application of which it does not say whether it was approved, or support
    that went to the organisation behind a cluster. Ordered by instrument, then amount.
    """
    only = resolve(entities(store), of).id if of else None
    rows = [
        Funding(**{**row, "sources": tuple(row["sources"])})
        for row in store.rows(FUNDING)
        if only is None or only in (row["instrument"], row["funded"])
    ]
    return sorted(rows, key=lambda r: (r.instrument, -(r.amount_eur or 0.0), r.funded, r.call or ""))
