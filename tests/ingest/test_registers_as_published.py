"""Registers as they come: ROR of both schemas with withdrawn records, CORDIS until 2021, the Flemish list as .xls."""

import json
import zipfile
from pathlib import Path

import pytest

from graph.errors import BadInputError
from graph.facts import Facts
from graph.schema import PERSON, Organisation, ParticipatesIn, Project
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.sources import cordis, kbo, ror

NEW = {
    "id": "https://ror.org/00aaaaa01",
    "names": [{"value": "Alfa University", "types": ["ror_display", "label"], "lang": "en"}],
    "types": ["education"],
    "status": "active",
    "locations": [{"geonames_details": {"name": "Ghent", "country_code": "BE"}}],
    "links": [],
    "relationships": [],
}
OLD = {
    "id": "https://ror.org/00aaaaa01",
    "name": "Alfa University",
    "aliases": ["Alfa"],
    "labels": [{"label": "Universiteit Alfa", "iso639": "nl"}],
    "acronyms": [],
    "types": ["Education"],
    "status": "active",
    "country": {"country_code": "BE"},
    "addresses": [{"city": "Ghent"}],
    "links": ["https://alfa.example"],
    "relationships": [],
}


def reading(path: Path) -> Reading:
    return Reading(source_of("ror", "r", "t", "p", "l", None), documents(path), Audit())


def organisation(facts: Facts) -> Organisation:
    (found,) = facts.nodes(Organisation)
    return found


def test_the_dump_of_both_schemas_is_read_by_the_newer(tmp_path: Path) -> None:
    path = tmp_path / "dump.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("v1.73-ror-data.json", json.dumps([OLD | {"name": "Old"}]))
        archive.writestr("v1.73-ror-data_schema_v2.json", json.dumps([NEW]))
    assert organisation(ror.read(reading(path))).name == "Alfa University"


def test_schema_1_alone_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "ror.json"
    path.write_text(json.dumps([OLD]), encoding="utf-8")
    found = organisation(ror.read(reading(path)))
    assert (found.name, found.aliases, found.kind) == (
        "Alfa University",
        ("Universiteit Alfa", "Alfa"),
        "knowledge_institution",
    )
    assert (found.country, found.town, found.website) == ("BE", "Ghent", "https://alfa.example")


def test_withdrawn_records_are_left_out_and_counted(tmp_path: Path) -> None:
    path = tmp_path / "ror.json"
    twin = NEW | {"id": "https://ror.org/00aaaaa02", "status": "withdrawn"}
    path.write_text(json.dumps([NEW, twin]), encoding="utf-8")
    asked = reading(path)
    assert organisation(ror.read(asked)).ror == "00aaaaa01"
    assert "ror.json: 1 records were withdrawn by ROR and are left out." in asked.audit.lines()


def test_cordis_as_published_until_2021(tmp_path: Path) -> None:
    (tmp_path / "cordis-h2020organizations.csv").write_text(
        "projectRcn;projectID;projectAcronym;role;id;name;shortName;activityType;endOfParticipation;ecContribution;"
        "country;street;city;postCode;organizationUrl;vatNumber;contactForm\n"
        "1;700001;ALFA;coordinator;999986096;ALFA UNIVERSITY;;HES;false;1.0E7;BE;;Gent;9000;;;\n"
        "1;700001;ALFA;participant;999999999;BETA NV;;PRC;false;300000;BE;;;;;;\n",
        encoding="utf-8",
    )
    (tmp_path / "cordis-h2020projects.csv").write_text(
        "rcn;id;acronym;status;programme;topics;frameworkProgramme;title;startDate;endDate;projectUrl;objective;"
        "totalCost;ecMaxContribution;call;fundingScheme;coordinator;coordinatorCountry;participants;"
        "participantCountries;subjects\n"
        "1;700001;ALFA;SIGNED;H2020-EU.1.1.;;H2020;Alfa study;2016-01-01;2018-12-31;;;20000000;10300000;C;S;;;;;\n",
        encoding="utf-8",
    )
    (tmp_path / "other.csv").write_text("a;b\n1;2\n", encoding="utf-8")
    asked = reading(tmp_path)
    facts = cordis.read(asked)
    assert [one.title for one in facts.nodes(Project)] == ["Alfa study"]
    assert {one.name for one in facts.nodes(Organisation)} == {"ALFA UNIVERSITY", "BETA NV"}
    assert sorted(tie.contribution_eur or 0 for tie in facts.relations(ParticipatesIn)) == [300_000.0, 10_000_000.0]
    assert any("other.csv is not read: it is no table of CORDIS" in line for line in asked.audit.lines())


KBO = {
    "enterprise.csv": "EnterpriseNumber,Status,JuridicalSituation,TypeOfEnterprise,JuridicalForm,StartDate\n"
    "0403.449.823,AC,000,2,014,01-01-2000\n0400.357.897,AC,000,2,014,01-01-2000\n",
    "denomination.csv": "EntityNumber,Language,TypeOfDenomination,Denomination\n0403.449.823,2,001,Alfa\n"
    "2.000.000.339,2,003,Alfa Shop\n9.000.012.345,2,004,Alfa Branch\n",
    "address.csv": "EntityNumber,TypeOfAddress,CountryNL,CountryFR,Zipcode,MunicipalityNL,MunicipalityFR,StreetNL,"
    "StreetFR,HouseNumber,DateStrikingOff\n"
    "0403.449.823,REGO,Frankrijk,France,62000,Rijsel,Lille,Rue A,Rue A,2,\n"
    "0400.357.897,REGO,,,1420,Eigenbrakel,Braine,Oude straat,Rue,1,13-11-2023\n"
    "0400.357.897,REGO,,,1300,Waver,Wavre,Kerkstraat,Rue,5,\n",
}


def kbo_folder(tmp_path: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    return tmp_path


def test_the_full_kbo_has_rows_of_establishments_and_branches(tmp_path: Path) -> None:
    task = reading(kbo_folder(tmp_path, KBO))
    found = {one.kbo: one for one in kbo.read(task).nodes(Organisation)}
    task.audit.check()
    assert found["0403449823"].name == "Alfa"
    assert any("denomination.csv: 2 rows are of establishments" in line for line in task.audit.lines())


def test_natural_persons_of_kbo_stay_out_unless_wanted(tmp_path: Path) -> None:
    person = "0202.239.951,AC,000,1,,01-01-2000\n"
    folder = kbo_folder(tmp_path, KBO | {"enterprise.csv": KBO["enterprise.csv"] + person})
    task = reading(folder)
    assert "0202239951" not in {one.kbo for one in kbo.read(task).nodes(Organisation)}
    assert any("1 enterprises are natural persons and are left out" in line for line in task.audit.lines())
    wanted = Reading(task.source, documents(folder), Audit(), ImportOptions(with_persons=True))
    assert {one.kbo: one.kind for one in kbo.read(wanted).nodes(Organisation)}["0202239951"] == PERSON


def test_a_seat_abroad_and_one_that_was_struck_off(tmp_path: Path) -> None:
    found = {one.kbo: one for one in kbo.read(reading(kbo_folder(tmp_path, KBO))).nodes(Organisation)}
    assert (found["0403449823"].country, found["0403449823"].town) == ("FR", "Rijsel")
    assert (found["0400357897"].country, found["0400357897"].town) == ("BE", "Waver")


def test_an_update_of_kbo_is_no_register(tmp_path: Path) -> None:
    files = {"enterprise_insert.csv": KBO["enterprise.csv"], "denomination_delete.csv": "EntityNumber\n0403.449.823\n"}
    with pytest.raises(BadInputError, match=r"an update of KBO.*load the full file"):
        kbo.read(reading(kbo_folder(tmp_path, files)))
