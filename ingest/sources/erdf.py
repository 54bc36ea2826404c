"""Published lists of projects of the European Regional Development Fund: Flanders (two periods) and Wallonia."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from graph.errors import BadInputError
from graph.facts import Facts
from graph.identity import make_id, slug
from graph.schema import FundedBy, FundingInstrument, Organisation, ParticipatesIn, Project
from ingest.reading import cells
from ingest.reading.grids import TEXTS, WORKBOOKS
from ingest.reading.organisations import named
from ingest.reading.reading import Reading, clean, day
from ingest.reading.tables import Table, read_table


@dataclass(frozen=True, slots=True)
class _Scheme:
    """What a list's rows have in common."""

    name: str
    language: str
    instrument: FundingInstrument


def flanders_2007(reading: Reading) -> Facts:
    """Return the Flemish projects of 2007-2013, by row_id: the list's project numbers are not unique."""
    scheme = _scheme("erdf-flanders-2007", "nl", "EFRO Vlaanderen 2007-2013", reading)
    facts, table = _start(reading, scheme)
    table.ignore("PRIONUMMER", "ODNUMMER", "PROJECTNUMMER", "PERCENTAGE", "PLAATSUITVOERING")
    table.ignore("SUBSIDIABELE_KOST_eur", "EFRO_STEUN_eur")
    columns = (
        "row_id", "PROJECTNAAM_manueel", "PROMOTOR_manueel", "PROJECTINHOUD_manueel", "SUBSIDIABELE_KOST",
        "EFRO_STEUN", "STARTDATUM_PROJECT", "EINDDATUM_PROJECT", "STRAAT", "HUISNUMMER", "POSTCODE", "GEMEENTE",
    )  # fmt: skip
    for row, (key, title, promoter, text, cost, grant, start, end, street, house, code, town) in table.rows(*columns):
        with _Row(table, row) as fits:
            project = _project(scheme, key, title, reading.place(table.name, row), text)
            period = {"start_date": day(start), "end_date": day(end)}
            money = {"cost_eur": cells.amount(cost, "."), "grant_eur": cells.amount(grant, ".")}
            address = {"street": clean(f"{street} {house}"), "postcode": code or None, "town": clean(town)}
            facts.add(*_funded(scheme, project | period | money))
            facts.add(*_promoters(scheme, project, [promoter], "promoter", address))
        fits.report()
    return facts


def flanders_2014(reading: Reading) -> Facts:
    """Return the Flemish projects of 2014-2020 with promoter and co-promoters (one a line)."""
    scheme = _scheme("erdf-flanders-2014", "nl", "EFRO Vlaanderen 2014-2020", reading)
    facts, table = _start(reading, scheme)
    table.ignore("Percent", "Vlaamse co-financiering", "cofinanciering naam")
    columns = ("Nr", "Project", "Promotor", "Co-promotoren", "Totale projectkost", "efro")
    for row, (key, title, promoter, partners, cost, grant) in table.rows(*columns):
        with _Row(table, row) as fits:
            project = _project(scheme, key, title, reading.place(table.name, row))
            money = {"cost_eur": cells.amount(cost, "."), "grant_eur": cells.amount(grant, ".")}
            facts.add(*_funded(scheme, project | money))
            facts.add(*_promoters(scheme, project, [promoter], "promoter", {}))
            facts.add(*_promoters(scheme, project, partners.splitlines(), "co-promoter", {}))
        fits.report()
    return facts


def wallonia(reading: Reading) -> Facts:
    """Return the Walloon projects of 2014-2020, by the last part of their page's address."""
    scheme = _scheme("erdf-wallonia", "fr", "FEDER et FSE Wallonie 2014-2020", reading)
    facts, table = _start(reading, scheme)
    table.ignore("financement_wallonie", "autorité_publique", "programme")
    columns = (
        "_source", "title", "bénéficiaire", "montant_du_financement", "financement_européen_(fse/feder)", "financement",
        "adresse", "localité",
    )  # fmt: skip
    for row, (page, title, promoter, cost, grant, fund, street, town) in table.rows(*columns):
        with _Row(table, row) as fits:
            project = _project(scheme, slug(page.rstrip("/").rpartition("/")[2]), title, reading.place(table.name, row))
            money = {"cost_eur": cells.amount(cost, ","), "grant_eur": cells.amount(grant, ",")}
            code, _, place = town.rpartition(" - ")
            address = {"street": clean(street), "postcode": code or None, "town": clean(place)}
            facts.add(*_funded(scheme, project | money, clean(fund)))
            facts.add(*_promoters(scheme, project, [promoter], "promoter", address))
        fits.report()
    return facts


class _Row:
    """Turns a cell that cannot be read into a bad row of the audit."""

    def __init__(self, table: Table, row: int) -> None:
        self._table, self._row, self._why = table, row, ""

    def __enter__(self) -> "_Row":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        if isinstance(error, ValueError | BadInputError):
            self._why = error.args[0]
            return True
        return False

    def report(self) -> None:
        """Record the row where something was wrong with it."""
        if self._why:
            self._table.bad(self._row, self._why)


def _scheme(name: str, language: str, title: str, reading: Reading) -> _Scheme:
    instrument = FundingInstrument(
        id=make_id("instrument", name, "erdf"),
        sources=(f"{reading.source.id}#title",),
        name=title,
        funder="European Union",
        programme=title,
    )
    return _Scheme(name, language, instrument)


def _start(reading: Reading, scheme: _Scheme) -> tuple[Facts, Table]:
    readable = (*TEXTS, *WORKBOOKS)
    documents = [d for d in reading.documents if d.stem != "dev_labels" and d.extension in readable]
    if not documents:
        names = ", ".join(d.name for d in reading.documents)
        raise BadInputError(
            "'%(scheme)s' is a table (%(readable)s); found %(names)s.",
            scheme=scheme.name,
            readable=", ".join(readable),
            names=names,
        )
    if len(documents) > 1:
        raise BadInputError(
            "'%(scheme)s' is one file, not %(count)s: name the file itself.", scheme=scheme.name, count=len(documents)
        )
    return Facts([reading.source, scheme.instrument]), read_table(documents[0], reading.audit)


def _project(scheme: _Scheme, key: str, title: str, place: tuple[str, ...], text: str = "") -> dict[str, Any]:
    """Return what every list says of a project, as the properties of a Project."""
    if not key:
        raise ValueError("the project has no key")
    return {
        "id": make_id("project", scheme.name, key),
        "sources": place,
        "title": clean(title),
        "abstract": clean(text),
        "kind": "collaboration",
        "language": scheme.language,
    }


def _funded(scheme: _Scheme, project: dict[str, Any], fund: str | None = None) -> Iterator[Project | FundedBy]:
    yield Project(**project)
    yield FundedBy(
        start=project["id"],
        end=scheme.instrument.id,
        amount_eur=project.get("grant_eur"),
        call=fund,
        sources=project["sources"],
    )


def _promoters(
    scheme: _Scheme, project: dict[str, Any], names: list[str], role: str, address: dict[str, Any]
) -> Iterator[Organisation | ParticipatesIn]:
    for name in filter(None, map(clean, names)):
        identifier = named(scheme.name, name)
        yield Organisation(id=identifier, sources=project["sources"], name=name, country="BE", **address)
        yield ParticipatesIn(start=identifier, end=project["id"], role=role, sources=project["sources"])
