"""What the comparison reads of a project, and where it reads it."""

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from graph.store import Store
from graph.store.answers import kept
from queries.likeness.titles import Title

PROJECTS = """
MATCH (p:Project)
RETURN p.id AS id, p.acronym AS acronym, p.title AS title, p.abstract AS abstract, p.start_date AS start_date,
       p.end_date AS end_date, p.grant_eur AS grant_eur, p.cost_eur AS cost_eur, p.sources AS sources
ORDER BY id
"""

SURROUNDINGS = """
MATCH (n:Cluster|Organisation)-[:PARTICIPATES_IN]->(p:Project)
RETURN 'participant' AS role, p.id AS project, n.id AS id, n.name AS name
UNION
MATCH (p:Project)-[:ABOUT]->(t:Theme) RETURN 'theme' AS role, p.id AS project, t.id AS id, t.label AS name
UNION
MATCH (p:Project)-[:FUNDED_BY]->(i:FundingInstrument)
RETURN 'instrument' AS role, p.id AS project, i.id AS id, i.name AS name
"""


_WORDS = re.compile(r"[^\W\d_]{2,}")


@dataclass(frozen=True, slots=True)
class Initiative:
    """A project: its title taken apart, the text to compare, and the ids and names of what is around it.

    It is `described` where that text has an abstract, and so says more than the title. `amounts` are grant and cost in
    euro, None where unknown.
    """

    id: str
    name: str
    title: Title
    text: str
    described: bool
    start: date | None
    end: date | None
    participants: frozenset[str]
    participant_names: tuple[str, ...]
    themes: frozenset[str]
    instruments: frozenset[str]
    sources: tuple[str, ...]
    amounts: tuple[float | None, float | None] = (None, None)

    @property
    def words(self) -> list[str]:
        """The words of the text in lower case without accents."""
        return _WORDS.findall(unicodedata.normalize("NFKD", self.text).encode("ascii", "ignore").decode().casefold())

    @property
    def legible(self) -> bool:
        """Whether there is enough text to judge by: two different words."""
        return len(set(self.text.split())) >= 2


@kept
def initiatives(store: Store) -> list[Initiative]:
    """Read every project, by id."""
    around: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    for row in store.rows(SURROUNDINGS):
        around[(row["role"], row["project"])][row["id"]] = row["name"] or ""
    found = []
    for row in store.rows(PROJECTS):
        participants = around[("participant", row["id"])]
        title = row["title"] or row["acronym"] or ""
        found.append(
            Initiative(
                id=row["id"],
                name=title or row["id"],
                title=Title.of(title),
                text=" ".join(filter(None, (row["acronym"], row["title"], row["abstract"]))),
                described=bool(row["abstract"]),
                start=row["start_date"],
                end=row["end_date"],
                participants=frozenset(participants),
                participant_names=tuple(sorted(filter(None, participants.values()))),
                themes=frozenset(around[("theme", row["id"])]),
                instruments=frozenset(around[("instrument", row["id"])]),
                sources=tuple(row["sources"]),
                amounts=(row["grant_eur"], row["cost_eur"]),
            )
        )
    return found
