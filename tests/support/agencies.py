"""Lists of operations as agencies of many languages could keep them, made from `tests/files/agencies.txt`."""

import csv
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from babel.dates import format_date

from tests.support.places import FILES

FILE = FILES / "agencies.txt"
ROWS = 40
_ROOTS = "Alta Borea Cyclo Delmar Ekto Fibra Gamax Hydro Indra Jura Kalor Lumen Mecano Nordal Orbis Polar".split()
_FORMS = {
    "cs": "s.r.o. a.s.", "hu": "Kft. Zrt.", "pl": "sp.z_o.o. S.A.", "sk": "s.r.o. a.s.", "sl": "d.o.o. d.d.",
    "hr": "d.o.o. d.d.", "ro": "SRL SA", "bg": "ООД ЕАД", "el": "ΑΕ ΕΠΕ", "it": "S.r.l. S.p.A.", "es": "S.L. S.A.",
    "pt": "Lda. S.A.", "nl": "BV NV", "fr": "SAS SARL", "de": "GmbH AG", "en": "Ltd plc", "da": "ApS A/S",
    "sv": "AB HB", "fi": "Oy Oyj", "et": "OÜ AS", "lv": "SIA AS", "lt": "UAB AB", "mt": "Ltd plc", "ga": "Ltd Teo",
    "no": "AS ASA", "is": "ehf. hf.", "uk": "ТОВ ПАТ", "tr": "A.Ş. Ltd.", "ca": "S.L. S.A.",
    "eu": "S.L. S.A.", "gl": "S.L. S.A.", "sr": "d.o.o. a.d.", "bs": "d.o.o. d.d.", "mk": "ДООЕЛ АД",
    "sq": "sh.p.k. sh.a.",
}  # fmt: skip
_WORDS = {"bg": "нова линия за производство на енергия и вода в града",
          "mk": "нова линија за производство на енергија и вода во градот",
          "uk": "нова лінія для енергії та води у місті",
          "el": "νέα γραμμή παραγωγής ενέργειας και νερού στην πόλη"}  # fmt: skip
_USUAL = "novel line for the making of energy water and light in town with school port and mill"
_TOWNS = "Arden Brelo Castor Dunav Elbin Fermo Galen Horta Iskra".split()


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an agency's list: its heading, the field that it is (empty: none), and how its cells are written."""

    heading: str
    field: str
    kind: str


@dataclass(frozen=True, slots=True)
class Agency:
    """A list: its language, whether it is held apart, and its columns."""

    language: str
    held: bool
    columns: tuple[Column, ...]

    @property
    def name(self) -> str:
        """What a test calls it."""
        return f"{self.language}-{'held' if self.held else 'tune'}"

    def write(self, folder: Path) -> Path:
        """Write the list as a text file, and return its path."""
        chance = random.Random(self.name)
        path = folder / f"{self.name}.csv"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, delimiter=";")
            writer.writerow(column.heading for column in self.columns)
            for number in range(1, ROWS + 1):
                row = _Row(self.language, number, chance)
                writer.writerow(row.cell(column) for column in self.columns)
        return path


def agencies() -> Iterator[Agency]:
    """Yield the lists of the file."""
    for block in FILE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.splitlines() if line and not line.startswith("#")]
        if lines:
            language, part = lines[0].strip("[]").split()
            parts = [[one.strip() for one in line.split("|")] for line in lines[1:]]
            yield Agency(language, part == "held", tuple(Column(*one) for one in parts))


class _Row:
    """One operation, whose cells agree with each other: it ends after it began, and no grant is above its cost."""

    def __init__(self, language: str, number: int, chance: random.Random) -> None:
        self.language, self.number, self.chance = language, number, chance
        self.start = date(2014, 1, 1) + timedelta(days=chance.randrange(2000))
        self.end = self.start + timedelta(days=chance.randrange(90, 1500))
        self.cost = chance.randrange(2_000_000, 400_000_000) / 100
        self.grant = round(self.cost * chance.choice((0.4, 0.5, 0.85)), 2)

    def cell(self, column: Column) -> str:
        kind, _, form = column.kind.partition(" ")
        if column.field in ("cost", "grant"):
            return _amount(self.cost if column.field == "cost" else self.grant, kind)
        if kind in ("dots", "spaced", "slashes", "dashes", "iso", "mon", "words", "hungarian"):
            return self._date(self.end if column.field == "end_date" else self.start, kind)
        if kind == "org":
            return f"{self.chance.choice(_ROOTS)}{self.chance.choice(_ROOTS).lower()} {self._form()}"
        if kind in ("title", "text"):
            words = _WORDS.get(self.language, _USUAL).split()
            many = self.chance.randrange(3, 7) if kind == "title" else self.chance.randrange(15, 40)
            return " ".join(self.chance.choice(words) for _ in range(many)).capitalize()
        if kind == "code":
            return form % (self.number * 7919 % 10**5)
        if kind == "label":
            return self.chance.choice(form.split(";"))
        if kind == "row":
            return str(self.number)
        if kind == "postcode":
            return str(self.chance.randrange(10_000, 99_999))
        return self.chance.choice({"rate": ["40", "50", "85"], "town": _TOWNS}[kind])

    def _form(self) -> str:
        return self.chance.choice(_FORMS[self.language].split()).replace("_", " ")

    def _date(self, day: date, kind: str) -> str:
        if kind == "words":
            return format_date(day, "long", locale={"no": "nb"}.get(self.language, self.language))
        if kind == "mon":
            return format_date(day, "dd-MMM-yy", locale="en")
        if kind == "spaced":
            return f"{day.day}. {day.month}. {day.year}"
        patterns = {"dots": "%d.%m.%Y", "slashes": "%d/%m/%Y", "dashes": "%d-%m-%Y", "iso": "%Y-%m-%d"}
        return day.strftime(patterns.get(kind, "%Y.%m.%d."))


def _amount(value: float, kind: str) -> str:
    english = f"{value:,.2f}"
    dutch = english.translate(str.maketrans(",.", ".,"))
    return {"commas": english, "dotted": dutch, "blanks": dutch.replace(".", " "), "euros": f"€ {dutch}"}[kind]
