"""CORDIS' layouts in every packing, on small tables of our own."""

import csv
import io
import json
import zipfile
from datetime import date
from pathlib import Path

import pytest

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import About, FundedBy, Organisation, ParticipatesIn, Project
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.reading import Reading, source_of
from ingest.sources import cordis

TABLES = {
    "project": [
        {"id": "101", "rcn": "9001", "acronym": "ONE", "title": "First", "objective": "Things",
         "startDate": "2023-01-01", "endDate": "2025-12-31", "totalCost": "0", "ecMaxContribution": "1000,50",
         "status": "SIGNED", "masterCall": "C-1", "legalBasis": "HORIZON.1"},
    ],
    "organization": [
        {"projectID": "101", "organisationID": "999", "name": "ALFA NV", "shortName": "Alfa", "activityType": "PRC",
         "country": "BE", "role": "coordinator", "ecContribution": "600,25", "vatNumber": "BE0403170701",
         "street": "Kaai 1", "postCode": "9000", "city": "Gent", "nutsCode": "BE234", "organizationURL": "alfa.be"},
        {"projectID": "101", "organisationID": "999", "name": "ALFA NV", "shortName": "Alfa", "activityType": "PRC",
         "country": "BE", "role": "coordinator", "ecContribution": "100", "vatNumber": "BE0403170701",
         "street": "Kaai 1", "postCode": "9000", "city": "Gent", "nutsCode": "BE234", "organizationURL": "alfa.be"},
        {"projectID": "101", "organisationID": "888", "name": "UNIVERSITY OF ATHENS", "shortName": "",
         "activityType": "HES", "country": "EL", "role": "participant", "ecContribution": "", "vatNumber": "",
         "street": "", "postCode": "",
         "city": "", "nutsCode": "", "organizationURL": ""},
    ],
    "topics": [{"projectID": "101", "topic": "HORIZON-X-1", "title": "Clean things"}],
    "legalBasis": [
        {"projectID": "101", "legalBasis": "HORIZON.1.1", "title": "Research Council", "uniqueProgrammePart": "true"},
    ],
}  # fmt: skip


def as_csv(rows: list[dict[str, str]], delimiter: str = ";") -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, rows[0].keys(), delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def packed(folder: Path, kind: str) -> Path:
    """Write the tables as csv or json, into a folder or (with -zip) one zip."""
    extension, _, zipped = kind.partition("-")
    files = {
        f"{name}.{extension}": as_csv(rows) if extension == "csv" else json.dumps(rows).encode()
        for name, rows in TABLES.items()
    }
    if zipped:
        with zipfile.ZipFile(folder / "cordis.zip", "w") as archive:
            for name, content in files.items():
                archive.writestr(f"data/{name}", content)
        return folder / "cordis.zip"
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def read(path: Path, audit: Audit | None = None) -> Facts:
    source = source_of("cordis", "test", "t", "p", "l", None)
    return cordis.read(Reading(source, documents(path), audit or Audit()))


@pytest.mark.parametrize("kind", ["csv", "json", "csv-zip", "json-zip"])
def test_every_packing_says_the_same(tmp_path: Path, kind: str) -> None:
    audit = Audit()
    facts = read(packed(tmp_path, kind), audit)
    (project,) = facts.nodes(Project)
    assert (project.id, project.acronym, project.grant_eur, project.status) == (
        "project:cordis:9001", "ONE", 1000.5, "signed",
    )  # fmt: skip
    assert project.cost_eur is None, "a lump sum is listed with costs of 0"
    athens, alfa = facts.nodes(Organisation)
    assert (alfa.name, alfa.aliases, alfa.kbo, alfa.town, alfa.kind) == (
        "ALFA NV",
        ("Alfa",),
        "0403170701",
        "Gent",
        "firm",
    )
    assert (athens.country, athens.kind) == ("GR", "knowledge_institution")
    paid = {tie.start: tie.contribution_eur for tie in facts.relations(ParticipatesIn)}
    assert paid == {"organisation:pic:999": 700.25, "organisation:pic:888": None}
    (funded,) = facts.relations(FundedBy)
    assert (funded.end, funded.amount_eur, funded.call) == ("instrument:cordis:horizon-1-1", 1000.5, "C-1")
    assert [tie.end for tie in facts.relations(About)] == ["theme:cordis:horizon-x-1"]
    assert not audit.unused


def test_a_participation_without_an_organisation_is_a_bad_row(tmp_path: Path) -> None:
    path = packed(tmp_path, "csv")
    broken = [{**TABLES["organization"][0], "organisationID": ""}, *TABLES["organization"]]
    (path / "organization.csv").write_bytes(as_csv(broken))
    audit = Audit()
    read(path, audit)
    with pytest.raises(BadInputError, match=r"organization\.csv: 1 of 4 rows \(25 %\) are bad; the first is row 2"):
        audit.check()


def test_of_two_days_that_of_the_later_list_counts(tmp_path: Path) -> None:
    """The list of 2016 plans an end in 2018; the participations, of 2020, have one in 2020. What only it has stays."""
    (tmp_path / "h2020.csv").write_text(
        "rcn,role,pic,type,contribution,country,start_date,end_date,max_contribution,total_cost\n"
        "41,coordinator,999,PRC,10.0,BE,2014-01-01,2020-12-31,10.0,20.0\n",
        encoding="utf-8",
    )
    (tmp_path / "projects_2016.tsv").write_bytes(
        b"rcn\treference\tacronym\tstatus\tprogramme\ttopics\tstartDate\tendDate\ttotalCost\tcall\tfundingScheme\t"
        b"coordinator\r\n41\t633000\tFUSE\tSIGNED\tH2020\tT\t2014-01-01\t2018-12-31\t20,00\tC\tRIA\tX\r\n"
    )
    (project,) = read(tmp_path).nodes(Project)
    assert (project.end_date, project.acronym) == (date(2020, 12, 31), "FUSE")
