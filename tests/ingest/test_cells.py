"""What a cell says: amounts and dates as people and registers write them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.reading.cells import Decimal, amount, decimal_sign, text
from ingest.reading.dates import day, period
from ingest.reading.organisations import kbo


@pytest.mark.parametrize(
    ("cell", "decimal", "expected"),
    [
        ("€ 1090141.18", ".", 1090141.18),  # ERDF Flanders
        ("475 000€", ",", 475000.0),  # ERDF Wallonia
        ("230000,00", ",", 230000.0),  # CORDIS 2016
        ("81,499", ".", 81499.0),  # subsidy register: a thousands separator
        ("-3,741,099", ".", -3741099.0),
        ("€ 1.250,50", ",", 1250.5),
        ("1.500,-", ",", 1500.0),
        ("1 250,50", ",", 1250.5),
        ("n.v.t.", ",", None),
        ("1,2 Mio. €", ",", 1_200_000.0),
        ("€1.25m", ".", 1_250_000.0),
        ("350k", ",", 350_000.0),
        ("12,5 TEUR", ",", 12_500.0),
        (12, ",", 12.0),
        (None, ",", None),
    ],
)
def test_amounts(cell: str | int | None, decimal: Decimal, expected: float | None) -> None:
    assert amount(cell, decimal) == expected


@pytest.mark.parametrize("cell", ["twaalf", "1.2.3", "1,5,2", "12 stuks", "nan", "inf", True, date(2020, 1, 1)])
def test_what_is_no_amount_is_said(cell: str | bool | date) -> None:
    with pytest.raises(ValueError, match="expected an amount"):
        amount(cell, ",")


@given(st.integers(0, 10**12), st.sampled_from([",", "."]))
def test_cents_survive_being_written_with_thousands(cents: int, decimal: Decimal) -> None:
    group = "." if decimal == "," else ","
    written = f"{cents // 100:,}".replace(",", group) + f"{decimal}{cents % 100:02d}"
    assert amount(written, decimal) == pytest.approx(cents / 100)


def test_the_decimal_sign_is_that_of_the_column() -> None:
    assert decimal_sign(["1.250", "1.250,5"]) == ","
    assert decimal_sign(["1,250.50", "3"]) == "."
    assert decimal_sign(["81,499", "168"]) == "."
    assert decimal_sign(["1.250", "2.500"]) == ","
    assert decimal_sign([]) == ","


def test_three_decimals_are_told_from_thousands() -> None:
    assert decimal_sign(["0,345", "1,234", "12,500"]) == ","
    assert decimal_sign(["1234.567", "98,5"]) == "."
    assert decimal_sign(["1 234.567"]) == "."
    assert decimal_sign(["153.040.759", "34.142.351"]) == ","
    assert (decimal_sign(["1,234", "2,823"]), decimal_sign(["1,234", "2,823"], millions=True)) == (".", ",")
    with pytest.raises(ValueError, match="expected an amount"):
        amount("0,345", ".")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2019-05-01", date(2019, 5, 1)),
        ("01.04.2008", date(2008, 4, 1)),
        ("2019-05-01T00:00:00Z", date(2019, 5, 1)),
        ("09-08-1960", date(1960, 8, 9)),
        ("31/12/18", date(2018, 12, 31)),
        ("1 maart 2020", date(2020, 3, 1)),
        ("1er août 2020", date(2020, 8, 1)),
        ("mars 2021", date(2021, 3, 1)),
        ("2023-12-26 14:40:12", date(2023, 12, 26)),
        ("1. 7. 2012", date(2012, 7, 1)),
        ("2012.07.01.", date(2012, 7, 1)),
        ("01. Nov 15", date(2015, 11, 1)),
        ("01-Jul-12", date(2012, 7, 1)),
        ("1 de juliol de 2015", date(2015, 7, 1)),
        ("2015. gada 17. jūlijs", date(2015, 7, 17)),
        ("2015(e)ko uztailaren 17(a)", date(2015, 7, 17)),
        ("17 юли 2015 г.", date(2015, 7, 17)),
        ("17 Temmuz 2015", date(2015, 7, 17)),
        ("20120701", date(2012, 7, 1)),
        (20120701, date(2012, 7, 1)),
        ("07/2012", date(2012, 7, 1)),
        ("2018", date(2018, 1, 1)),
        (2018, date(2018, 1, 1)),
        (43831.0, date(2020, 1, 1)),
        ("43831", date(2020, 1, 1)),
        (0, None),  # an empty date, which Excel shows as 0 January 1900
        (1, None),
        (date(1900, 1, 1), None),
        ("onbekend", None),
        (None, None),
    ],
)
def test_dates(cell: str | float | date | None, expected: date | None) -> None:
    assert day(cell) == expected


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("Q1 2019", date(2019, 1, 1), date(2019, 3, 31)),
        ("2020-Q4", date(2020, 10, 1), date(2020, 12, 31)),
        ("2e trimestre 2021", date(2021, 4, 1), date(2021, 6, 30)),
        ("III kwartał 2018", date(2018, 7, 1), date(2018, 9, 30)),
        ("2. Halbjahr 2017", date(2017, 7, 1), date(2017, 12, 31)),
        ("1 tammikuu 2019", date(2019, 1, 1), date(2019, 1, 1)),
        ("4 září 2019", date(2019, 9, 4), date(2019, 9, 4)),
    ],
)
def test_a_quarter_begins_and_ends(cell: str, first: date, last: date) -> None:
    assert (day(cell), day(cell, end=True)) == (first, last)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2019-2021", (date(2019, 1, 1), date(2021, 12, 31))),
        ("01.02.2019 – 31.03.2020", (date(2019, 2, 1), date(2020, 3, 31))),
        ("du 01/02/2019 au 03/04/2019", (date(2019, 2, 1), date(2019, 4, 3))),
        ("05/2018 - 2/2020", (date(2018, 5, 1), date(2020, 2, 29))),
        ("2019-01-05 to 2019-12-31", (date(2019, 1, 5), date(2019, 12, 31))),
        ("2021-2019", None),
        ("2019-12-31", None),
        ("36 months", None),
    ],
)
def test_a_period_holds_two_days(cell: str, expected: tuple[date, date] | None) -> None:
    assert period(cell) == expected


def test_the_end_of_a_year_or_month_is_its_last_day() -> None:
    assert day("2018", end=True) == date(2018, 12, 31)
    assert day("februari 2020", end=True) == date(2020, 2, 29)
    assert day("2020-04", end=True) == date(2020, 4, 30)


@pytest.mark.parametrize("cell", ["vorig jaar", "31.02.2020", "12/2019/01", 5000, "99999999", True])
def test_what_is_no_date_is_said(cell: str | int) -> None:
    with pytest.raises(ValueError, match="expected a date"):
        day(cell)


@given(st.dates(date(1901, 1, 1), date(2199, 12, 31)))
def test_every_day_survives_every_way_of_writing_it(when: date) -> None:
    assert day(when) == day(when.isoformat()) == day(f"{when:%d/%m/%Y}") == day(f"{when.day}.{when.month}.{when.year}")


def test_texts_lose_the_debris_of_spreadsheets() -> None:
    assert text(" Alfa _x000D_\n NV ") == "Alfa NV"
    assert text(101007322.0) == "101007322"
    assert text("  ") is None


@pytest.mark.parametrize("number", ["0403.170.701", "BE 0403.170.701", "BE0403170701", "403170701", "0403170701"])
def test_an_enterprise_number_in_any_writing(number: str) -> None:
    assert kbo(number) == "0403170701"


def test_an_enterprise_number_with_wrong_check_digits() -> None:
    with pytest.raises(ValueError, match="mod 97"):
        kbo("0403170702")
    assert kbo(" ") is None
