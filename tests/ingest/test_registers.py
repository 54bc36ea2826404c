"""Numbers of registers: told apart by heading, country and check digits together, never by padding until one fits."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.facts import Facts
from graph.schema import Organisation
from ingest.reading.audit import Audit
from ingest.reading.documents import documents
from ingest.reading.reading import ImportOptions, Reading, source_of
from ingest.reading.registers import REGISTERS, numbers_of, of_vat
from ingest.sources import members

NUMBERS = {
    "BE-KBO": "0403.170.701", "AT-FB": "FN 122119m", "BG-EIK": "175074752", "CH-UID": "CHE-116.281.710",
    "CZ-ICO": "25123891", "DK-CVR": "24256790", "EE-RIK": "12345678", "ES-NIF": "A58818501", "FI-PRO": "0112038-9",
    "FR-SIREN": "552 008 443", "GB-COH": "04000061", "GR-AFM": "094259216", "HR-OIB": "33392005961",
    "IT-PIVA": "00743110157", "LV-RE": "40003521600", "NL-KVK": "17000041", "NO-BRC": "988 077 917",
    "PL-NIP": "526-025-02-74", "PT-NIPC": "501 964 843", "RO-CUI": "18547290", "SE-BLV": "556703-7485",
    "SK-ICO": "31333532", "AT-VAT": "U13585627", "CY-VAT": "10259033P", "DE-VAT": "136695976", "EE-VAT": "100931558",
    "HU-VAT": "12892312", "IE-VAT": "6433435F", "LT-VAT": "119511515", "LU-VAT": "15027442", "MT-VAT": "11679112",
    "SI-VAT": "50223054", "SK-VAT": "2022749619",
}  # fmt: skip
"""A number of a register of every country of the European Union, the United Kingdom, Norway and Switzerland."""


@pytest.mark.parametrize("code", NUMBERS)
def test_a_number_of_every_country_is_known_by_its_heading_or_by_its_country(code: str) -> None:
    register = next(one for one in REGISTERS if one.code == code)
    heading = "VAT number" if register.tax else (*register.headings, "")[0]
    found = numbers_of(NUMBERS[code], register.country, heading)
    assert found.country == register.country
    assert found.id is not None
    if not register.tax and register.headings and code not in ("SK-ICO", "CZ-ICO", "PT-NIPC", "ES-NIF"):
        assert numbers_of(NUMBERS[code], None, f"{heading} van het lid") == found


@pytest.mark.parametrize(
    ("number", "country", "heading"),
    [
        ("0403170702", "BE", "ondernemingsnummer"),
        ("24256790", None, "number"),
        ("552032047", None, "number"),
        ("403170701", None, "number"),
        ("4000061", None, "number"),
        ("27082440", None, "IČO"),
        ("0403170701", "FR", "Company registration number"),
        ("FR00552008443", None, ""),
        ("x", None, "KBO"),
    ],
)
def test_a_wrong_number_and_one_that_two_registers_could_mean_are_refused(
    number: str, country: str | None, heading: str
) -> None:
    with pytest.raises(ValueError, match=f"'{number}' "):
        numbers_of(number, country, heading)


def test_a_vat_number_says_the_registers_number_where_it_holds_one() -> None:
    assert of_vat("FR 40303265045").registration == "FR-SIREN-303265045"
    assert of_vat("SE556703748501").registration == "SE-BLV-5567037485"
    assert of_vat("DK24256790") == numbers_of("24256790", "DK", "VAT") or of_vat("DK24256790").vat == "DK24256790"
    assert of_vat("BE0403170701").kbo == "0403170701"
    assert (of_vat("NL811383696B01").vat, of_vat("NL811383696B01").registration) == ("NL811383696B01", None)
    assert of_vat("DK24256791").id is None
    assert of_vat(None).id is None


@given(st.from_regex(r"[0-9]{4,12}", fullmatch=True))
def test_no_number_without_heading_or_country_is_a_foreign_one(number: str) -> None:
    try:
        found = numbers_of(number)
    except ValueError:
        return
    assert (found.kbo, found.registration) == (number, None)


def listed(tmp_path: Path, text: str) -> tuple[list[Organisation], Audit]:
    path = tmp_path / "list.csv"
    path.write_text(text, encoding="utf-8")
    audit = Audit()
    reading = Reading(source_of("members", "s", "t", "p", "l", None), documents(path), audit, ImportOptions("T"))
    facts = members.read(reading).get("t", Facts())
    return sorted(facts.nodes(Organisation), key=lambda one: one.name or ""), audit


def test_a_row_keeps_its_country_and_its_registers_number(tmp_path: Path) -> None:
    found, _ = listed(
        tmp_path,
        "Company;Country;Company registration number\nAlfa SAS;France;552032047\nBeta Ltd;United Kingdom;04000061\n"
        "Gamma BV;Netherlands;17000041\nZeta NV;Belgium;0403.170.701\n",
    )
    assert [(one.country, one.registration, one.kbo) for one in found] == [
        ("FR", "FR-SIREN-552032047", None),
        ("GB", "GB-COH-04000061", None),
        ("NL", "NL-KVK-17000041", None),
        ("BE", None, "0403170701"),
    ]
    assert found[0].id == "organisation:fr-siren:552032047"


def test_a_danish_list_keeps_its_cvr_numbers_and_a_foreign_seat_its_country(tmp_path: Path) -> None:
    danish, _ = listed(tmp_path, "Virksomhed;CVR-nummer\nAlfa A/S;24256790\nBeta ApS;24256791\n")
    assert [(one.registration, one.country) for one in danish] == [("DK-CVR-24256790", "DK"), (None, None)]
    seat, audit = listed(tmp_path, "Company;Country;KBO\nAlfa SA;France;0403.170.701\nBeta;France;552032047\n")
    assert [(one.kbo, one.country) for one in seat] == [("0403170701", "FR"), (None, "FR")]
    assert any("'552032047'" in line for line in audit.lines())
