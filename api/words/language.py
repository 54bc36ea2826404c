"""Which language a reader wants, and texts, dates and amounts in it; each catalogue in `locale` is a language."""

import gettext
import io
import re
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, cached_property
from importlib.resources import files

from babel import numbers
from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from fastapi import Request

from api.words.terms import TERMS
from graph.messages import Choices, Euro, Message, Term, Value, filled
from graph.schema import WORDS, node_type
from graph.wording import CODED, part
from queries.lookup.record import Stated

COOKIE = "intercluster_lang"
WRITTEN = ("note", "reason", "outcome_detail", "projects_with", "publisher", "licence")
"""Properties whose values are sentences: those that the program itself says of its sources are in the catalogues."""
YES_OR_NO = ("yes", "no")
_CATALOGUES = files("api.web") / "locale"


def _locale_of(code: str) -> Locale:
    """Return how a language writes days and numbers: British English, for its order of day and month, else as here."""
    for territory in ("GB" if code == "en" else "BE", None):
        with suppress(UnknownLocaleError):
            return Locale(code, territory)
    raise UnknownLocaleError(code)


def _languages() -> dict[str, str]:
    found = sorted(folder.name for folder in _CATALOGUES.iterdir() if (folder / "LC_MESSAGES").is_dir())
    return {code: (Locale(code).get_language_name(code) or code).capitalize() for code in ("en", *found)}


LANGUAGES = _languages()
"""Each language's name in itself: English, and those that have a catalogue."""


@cache
def translations(code: str) -> gettext.NullTranslations:
    """Return a language's texts, compiled when first asked for, so that no compiled copy can fall behind."""
    if code == "en":
        return gettext.NullTranslations()
    place = _CATALOGUES.joinpath(code, "LC_MESSAGES", "messages.po")
    compiled = io.BytesIO()
    write_mo(compiled, read_po(io.BytesIO(place.read_bytes()), locale=code))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@dataclass(frozen=True)
class Language:
    """One reader's language: `code` is one of LANGUAGES."""

    code: str

    @cached_property
    def _locale(self) -> Locale:
        return _locale_of(self.code)

    def text(self, message: str, **values: object) -> str:
        """Return a text, translated, with its `%(name)s` filled in."""
        found = translations(self.code).gettext(message)
        return found % values if values else found

    def plural(self, one: str, many: str, number: int) -> str:
        """Return the text for one or for many, with `%(num)s` filled in."""
        return translations(self.code).ngettext(one, many, number) % {"num": self.number(number)}

    def said(self, text: str) -> str:
        """Return a message in the reader's language; what is no message, such as a name, as it is."""
        if not isinstance(text, Message):
            return text
        return filled(translations(self.code).gettext(text.template), text.values, self.shown)

    def shown(self, value: Value, decimals: int | None = None) -> str:  # noqa: PLR0911 - one for each type
        """Return a value inside a message, by what it is."""
        match value:
            case Message():
                return self.said(value)
            case Term():
                return self.term(value.code)
            case Euro():
                return self.euro(float(value))
            case int() | float():
                return self.number(value, _decimals(value) if decimals is None else decimals)
            case date():
                return self.day(value)
            case Choices():
                *most, last = map(self.shown, value)
                return self.text("%(most)s or %(last)s", most=", ".join(most), last=last) if most else last
            case tuple():
                return ", ".join(map(self.shown, value))
        return self.named(value)

    def term(self, code: str | None) -> str:
        """Return a word of the vocabulary, such as a feature or a kind, for a reader."""
        if code is None:
            return self.text("unknown")
        if isinstance(code, Message):
            return self.said(code)
        return self.text(TERMS.get(code, code.replace("_", " ")))

    def named(self, name: str) -> str:
        """Return what an entity is called: one that no source names by what it is and its number, never by its id."""
        kind = node_type(name) if name.count(":") > 1 and " " not in name else None
        if kind is None:
            return name
        _, register, own = name.split(":", 2)
        number = f"{register.upper()} {own}"
        return self.text("%(what)s without a name (%(number)s)", what=self.text(kind.words[0]), number=number)

    def country(self, code: str) -> str:
        """Return a country's name; of a code that is none of ISO 3166, such as the EU's own EL, the code."""
        return str(self._locale.territories.get(code, code))

    def day(self, value: date | str | None) -> str:
        """Return a date as a reader writes it."""
        if isinstance(value, str):
            value = datetime.fromisoformat(value).date()
        return self.text("unknown") if value is None else format_date(value, "d MMM y", locale=self._locale)

    def number(self, value: float | None, decimals: int = 0) -> str:
        """Return a number with the reader's separators; None reads unknown."""
        if value is None:
            return self.text("unknown")
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return str(numbers.format_decimal(value, format=pattern, locale=self._locale))

    def signed(self, value: float, decimals: int = 2) -> str:
        """Return a number with its sign."""
        shown = self.number(abs(value), decimals)
        sign = "" if round(value, decimals) == 0 else "−" if value < 0 else "+"
        return f"{sign}{shown}"

    def euro(self, value: float | None) -> str:
        """Return an amount; None reads unknown, never 0."""
        return self.text("unknown") if value is None else f"€ {self.number(value, 0 if value == int(value) else 2)}"

    def chance(self, value: float) -> str:
        """Return a number between 0 and 1 in three digits; what is not quite nothing or all never reads 0 or 1."""
        if 0 < value < 0.0005 or 0.9995 <= value < 1:
            return f"< {self.number(0.001, 3)}" if value < 0.5 else f"> {self.number(0.999, 3)}"
        return self.number(value, 3)

    def percent(self, value: float | None) -> str:
        """Return a share as a percentage; what is not quite nothing or all never reads 0 or 100 %."""
        if value is not None and (0 < value < 0.005 or 0.995 < value < 1):
            return "< 1 %" if value < 0.5 else "> 99 %"
        return self.text("unknown") if value is None else f"{self.number(100 * value)} %"

    def value(self, name: str, value: object) -> str:
        """Return a property's value, in the form that suits the property of that name."""
        if value is None or value == ():
            return self.text("unknown")
        if isinstance(value, Message):
            return self.said(value)
        if isinstance(value, tuple | list):
            return ", ".join(self.named(str(item)) for item in value)
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, int | float):
            return self.euro(value) if name.endswith("_eur") else self.number(value, 0 if value == int(value) else 2)
        return self._worded(name, str(value))

    def _worded(self, name: str, text: str) -> str:
        if name in CODED or text in YES_OR_NO:
            return self.term(text)
        return self.text(text) if name in WRITTEN and text else text

    def titled(self, title: str) -> str:
        """Return a source's title: what kind it is in the reader's language, then the file's name as it is."""
        parts = title.split(" (")
        for number in range(len(parts), 0, -1):
            kind = " (".join(parts[:number])
            if kind and (said := self.text(kind)) != kind:
                return said + title.removeprefix(kind)
        return title

    def part(self, subgroup: str) -> str:
        """Return for whom a claim holds."""
        return self.said(part(subgroup))

    def claimed(self, claim: Stated) -> str:
        """Return what a source claims, with its unit; a rounded figure is about so much."""
        if claim.unit == WORDS:
            return self.text(claim.value)
        value = self.stated(claim.property, claim.value)
        amount = {"eur": f"€ {value}", "percent": f"{value} %"}.get(claim.unit or "")
        shown = amount or (f"{value} ({self.term(f'in {claim.unit}')})" if claim.unit else value)
        return self.text("about %(value)s", value=shown) if (claim.tolerance or 0) >= 1 else shown

    def stated(self, name: str, text: str) -> str:
        """Return a value in the words of a source: a day or a number in the reader's form, all else as it is."""
        try:
            return self.day(date.fromisoformat(text))
        except ValueError:
            pass
        try:
            return self.value(name, float(text))
        except ValueError:
            return self.value(name, text)


def _decimals(value: float) -> int:
    return len(f"{value:.10f}".rstrip("0").partition(".")[2])


def chosen(request: Request) -> Language:
    """Return the language of `?lang=`, else of the cookie, else the browser's favourite that there is, or English."""
    asked = [request.query_params.get("lang"), request.cookies.get(COOKIE)]
    asked += _preferred(request.headers.get("accept-language", ""))
    return Language(next((code for code in asked if code in LANGUAGES), "en"))


def _preferred(header: str) -> list[str]:
    """Return the wanted languages of an Accept-Language header, the most wanted first (RFC 9110, 12.5.4)."""
    weighed = [
        (float(weight or 1), name[:2].lower())
        for name, weight in re.findall(r"([\w*-]+)\s*(?:;\s*q\s*=\s*(\d(?:\.\d*)?))?\s*(?:,|$)", header)
    ]
    return [code for weight, code in sorted(weighed, key=lambda one: -one[0]) if weight > 0]
