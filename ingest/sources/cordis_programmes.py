"""What paid for the projects of CORDIS, and what they are about, from whichever table speaks of it first."""

from collections import defaultdict
from collections.abc import Iterator

from graph.facts import Facts
from graph.identity import make_id, slug
from graph.schema import About, FundedBy, FundingInstrument, Project, Theme
from ingest.reading.reading import Reading, clean
from ingest.reading.tables import Table
from ingest.sources.cordis_tables import kind_of, project_id, project_key

FUNDER = "European Commission"
PARTS = {
    "ERC": "European Research Council (ERC)",
    "FET": "Future and emerging technologies (FET)",
    "MSCA": "Marie Skłodowska-Curie actions (MSCA)",
    "RI": "Research infrastructures (RI)",
    "LEIT": "Industrial technologies (LEIT)",
    "ARF": "Access to risk finance (ARF)",
    "SC1": "Health (SC1)",
    "SC2": "Food and bioeconomy (SC2)",
    "SC3": "Energy (SC3)",
    "SC4": "Transport (SC4)",
    "SC5": "Climate and resources (SC5)",
    "SC6": "Societies (SC6)",
    "SC7": "Security (SC7)",
    "SEWP": "Widening participation (SEWP)",
    "SWAFS": "Science with and for society (SWAFS)",
}
"""The parts of Horizon 2020 in short, where a list has their abbreviations alone."""

Place = tuple[str, ...]

# Kind of table, its column for the project ("": the project's own key), for the code, and for the code's title.
_INSTRUMENTS = (
    ("legal", "projectID", "legalBasis", "title"),
    ("parts", "rcn", "programme_part", ""),
    ("projects", "", "legalBasis", ""),
    ("projects", "", "programme", ""),
    ("projects", "", "fundingScheme", ""),
)
_TOPICS = (("topics", "projectID", "topic", "title"), ("projects", "", "topics", ""))


def funding(
    tables: list[Table], reading: Reading, numbers: dict[str, str], facts: Facts
) -> Iterator[FundingInstrument | FundedBy]:
    """Yield what paid for each project: its programme part or legal basis.

    The grant is the amount where one instrument pays; how several share it is unknown.
    """
    paid: defaultdict[str, dict[str, Place]] = defaultdict(dict)
    names: dict[str, tuple[str, Place]] = {}
    calls = dict(_calls(tables, numbers))
    grants = {node.id: node.grant_eur for node in facts.nodes(Project)}
    for project, part, title, place in _stated(tables, reading, numbers, _INSTRUMENTS):
        if project in grants:
            instrument = make_id("instrument", "cordis", slug(part))
            paid[project].setdefault(instrument, place)
            names.setdefault(instrument, (title or PARTS.get(part, part), place))
    for instrument, (name, place) in names.items():
        yield FundingInstrument(id=instrument, name=name, funder=FUNDER, sources=place)
    for project, instruments in paid.items():
        amount = grants[project] if len(instruments) == 1 else None
        for instrument, place in instruments.items():
            yield FundedBy(start=project, end=instrument, amount_eur=amount, call=calls.get(project), sources=place)


def themes(tables: list[Table], reading: Reading, numbers: dict[str, str], facts: Facts) -> Iterator[Theme | About]:
    """Yield what projects are about: the topics of their calls, in the words of the first table that has them."""
    known = {node.id for node in facts.nodes(Project)}
    themes: dict[str, Theme] = {}
    for project, topic, title, place in _stated(tables, reading, numbers, _TOPICS):
        if project in known:
            theme = make_id("theme", "cordis", slug(topic))
            themes.setdefault(theme, Theme(id=theme, label=title or topic, sources=place))
            yield About(start=project, end=theme, sources=place)
    yield from themes.values()


def _stated(
    tables: list[Table], reading: Reading, numbers: dict[str, str], where: tuple[tuple[str, str, str, str], ...]
) -> Iterator[tuple[str, str, str | None, Place]]:
    """Yield project, code, its title and place, from the first of the tables in `where` that speaks of the project."""
    told: set[str] = set()
    for kind, key, code, title in where:
        here: set[str] = set()
        for table in tables:
            if kind_of(table) == kind and code in table:
                for row, (number, name, words) in table.rows(key or project_key(table), code, optional=(title,)):
                    project = project_id(number, numbers)
                    if name and project not in told:
                        here.add(project)
                        yield project, name, clean(words), reading.place(table.name, row)
        told |= here


def _calls(tables: list[Table], numbers: dict[str, str]) -> Iterator[tuple[str, str]]:
    for table in tables:
        name = next((name for name in ("subCall", "masterCall", "call") if name in table), None)
        if kind_of(table) == "projects" and name:
            for _, (key, call) in table.rows(project_key(table), name):
                if call:
                    yield project_id(key, numbers), call
