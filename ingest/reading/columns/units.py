"""In which currency and unit a column's amounts are: what its heading and its cells say."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

_CURRENCIES: Final[Mapping[str, str]] = {
    "EUR": "€ eur euro euros euroa euron eurų eiro eura eurot ευρώ евро evro evrov",
    "GBP": "£ gbp pound pounds sterling",
    "USD": "$ usd dollar dollars",
    "CHF": "chf sfr franken",
    "SEK": "sek kronor",
    "DKK": "dkk",
    "NOK": "nok",
    "ISK": "isk",
    "PLN": "zł pln złotych złote złoty zlotych",
    "CZK": "kč czk korun",
    "HUF": "huf forint",
    "RON": "ron lei",
    "BGN": "bgn лв лева",
    "HRK": "hrk kuna",
    "LVL": "lvl lati latos",
    "LTL": "ltl litų litai",
    "EEK": "eek krooni",
    "SKK": "skk",
    "UAH": "₴ uah грн гривень гривня",
    "TRY": "₺ try tl lira",
    "RSD": "rsd din. dinara рсд дин. динара",
    "BAM": "bam",
    "MKD": "mkd денари",
    "ALL": "lekë lek",
}
"""Currency -> how headings and cells name it; those of countries that have the euro now stand in older lists."""

_SHORT: Final = {"ft": "HUF", "kc": "CZK", "zl": "PLN", "kn": "HRK", "ls": "LVL", "lt": "LTL", "sk": "SKK",
                "km": "BAM", "ден": "MKD", "din": "RSD", "дин": "RSD"}  # fmt: skip
"""Names that are words or syllables elsewhere: only at a heading's end and behind an amount."""

_CROWNS: Final = frozenset(("SEK", "DKK", "NOK", "ISK"))
"""Currencies that are all written "kr."; a list's language or country says which it is."""

_FACTORS: Final[Mapping[str, float]] = {
    **dict.fromkeys(
        "k t tsd thousand thousands 000 000s 1000 1.000 1,000 duizend duizenden milliers millier tausend tys tis miles "
        "milhares migliaia mii tusen tusind tuhat tuhansina tuhandetes tūkst tūkstančiais tūkstoši χιλ χιλιάδες хил "
        "хиляди ezer tisíc tisícoch tisíce tisoč tisuća tisućama tis tkr þús þúsund þúsundir þúsundum тис тисяч тыс "
        "хиљ хиљада хиљадама hilj hiljada hiljadama илјади mijë mije bin elf eluf eft".split(),
        1e3,
    ),
    **dict.fromkeys(
        "m mm mio mln million millions millionen miljoen miljoenen milj miljoonaa milionů miliony milióny millió mil "
        "milijon milijonų milijonai miljoner millioner млн милиона εκατ milhões millones milioni milioane miljonites "
        "miljoni mkr mn millj milljónir mill мільйонів мільйони милион miliona milionë milyon mft".split(),
        1e6,
    ),
    **dict.fromkeys(
        "bn billion billions mrd milliard milliards milliarden miljard mld miliardi miliardów milliarder "
        "miljarder".split(),
        1e9,
    ),
}
_GLUED: Final[Mapping[str, str]] = {
    f"{unit}{code.casefold()}": unit
    for code in _CURRENCIES
    if code not in ("ALL", "TRY", "ISK")  # "tall", "mall" and "tisk" are words
    for unit in ("k", "t", "m", "mn", "mio", "mln", "mrd", "bn")
}
"""A unit before a code without a blank: "TEUR", "kSEK"."""
_OWN: Final[Mapping[str, str]] = {"eft": "HUF", "mft": "HUF"}
_NAMES: Final[Mapping[str, str]] = {
    **{name: code for code, names in _CURRENCIES.items() for name in names.split()},
    **{glued: glued.removeprefix(unit).upper() for glued, unit in _GLUED.items()},
    **_OWN,
}
_TOKENS = re.compile(r"[€£$₴₺()\[\]×]|1[., ]?000|'?000s?|[^\W\d_]+")
_JOINED = re.compile(r"(?<=[a-z]{2})(?=[A-Z])")
_BRACKETED = re.compile(r"[(\[]\s?(ALL|TRY)\s?[)\]]")
"""Codes that are words elsewhere."""
_BEFORE_UNIT = frozenset("( [ in en x × v w em σε в".split())


@dataclass(frozen=True, slots=True)
class Unit:
    """What one of a column's numbers is worth: so many of a currency (None where nothing is said)."""

    currency: str | None = None
    factor: float = 1.0


def unit_of(heading: str) -> Unit:
    """Return the currency and unit that a heading names: "Grant (k€)" is thousands of euros."""
    apart = _JOINED.sub(" ", heading).casefold().replace("m€", "m €").replace("k€", "k €")
    words = [word.lstrip("'") for word in _TOKENS.findall(apart)]
    last = next((word for word in reversed(words) if word not in "()[]"), "")
    named = _BRACKETED.findall(heading) or [_NAMES[word] for word in words if word in _NAMES]
    named = named or [_SHORT[last] for _ in "1" if last in _SHORT]
    units = (factor for i, word in enumerate(words) if (factor := factor_of(word)) != 1 and _is_unit(words, i))
    factor = next(units, 1.0)
    return Unit(named[0] if named else None, factor)


def factor_of(word: str) -> float:
    """Return how many a word such as "mln" or "kEUR" stands for; 1 for any other."""
    bare = word.casefold().rstrip(".").replace(" ", "")
    return _FACTORS.get(_GLUED.get(bare, bare), 1.0)


def _is_money(word: str, *, last: bool) -> bool:
    return word in _NAMES or (last and word in _SHORT) or _is_crown(word)


def _is_unit(words: list[str], i: int) -> bool:
    """Return whether a word such as "k" or "million" says a unit here: beside a currency, or as in "(in thousands)"."""
    around = [k for k in (i - 1, i + 1) if 0 <= k < len(words)]
    end = max((k for k, word in enumerate(words) if word not in "()[]"), default=0)
    beside = any(_is_money(words[k], last=k == end) for k in around) or words[i] in _NAMES or words[i] in ("mkr", "tkr")
    bracketed = i > 0 and words[i - 1] in _BEFORE_UNIT and (len(words[i]) > 2 or words[i + 1 : i + 2] in ([")"], ["]"]))
    # "d'euros" and "of euro" stand between a unit and its currency.
    spelled = len(words[i]) > 2 and bool(set(words[i + 1 : i + 4]) & _NAMES.keys())
    return beside or bracketed or spelled


_MARK = re.compile(r"[€£$₴₺]|[^\W\d_]+\.?", re.IGNORECASE)


def currency_of(cells: Iterable[object]) -> str | None:
    """Return the currency that most of those cells name that name one."""
    votes: Counter[str] = Counter()
    for cell in cells:
        if isinstance(cell, str) and len(cell) < 40 and any(letter.isdigit() for letter in cell):
            votes.update([code for mark in _MARK.findall(cell) if (code := _code(mark))][:1])
    return votes.most_common(1)[0][0] if votes else None


def _code(mark: str) -> str | None:
    bare = mark.casefold().rstrip(".")
    return _NAMES.get(bare) or _SHORT.get(bare)


def is_unit(word: str) -> bool:
    """Return whether a word beside a number names a currency or a unit: "EUR", "mln"."""
    return _code(word) is not None or factor_of(word) != 1 or _is_crown(word)


def _is_crown(mark: str) -> bool:
    return mark.casefold().rstrip(".") == "kr"


def without_currency(cell: str, currency: str) -> str:
    """Return a cell without the name of its currency; another currency's stays, so that it is no number."""
    if cell.isascii() and not any(letter.isalpha() or letter == "$" for letter in cell):
        return cell

    def bare(found: re.Match[str]) -> str:
        own = _code(found.group()) == currency or (currency in _CROWNS and _is_crown(found.group()))
        return "" if own else found.group()

    return _MARK.sub(bare, cell)


def is_currency_name(word: str) -> bool:
    """Return whether a word of a heading names a currency and nothing else: "EUR", "CHF"."""
    return word in _NAMES


def currency_named(cell: object) -> str | None:
    """Return the currency that a cell is the name or code of, and nothing else: "SEK", "€", "zł"."""
    return _code(cell.strip()) if isinstance(cell, str) and len(cell) < 12 else None


def is_currency(code: str) -> bool:
    """Return whether a currency is known."""
    return code in _CURRENCIES


OF_COUNTRY: Final[Mapping[str, str]] = {
    "GB": "GBP", "DK": "DKK", "SE": "SEK", "PL": "PLN", "CZ": "CZK", "HU": "HUF", "RO": "RON", "NO": "NOK",
    "CH": "CHF", "IS": "ISK", "UA": "UAH", "TR": "TRY", "BG": "BGN", "HR": "HRK",
    "RS": "RSD", "BA": "BAM", "MK": "MKD", "AL": "ALL", "US": "USD",
}  # fmt: skip
"""Countries that did not have the euro until 2022, and what they pay in."""

OF_LANGUAGE: Final[Mapping[str, str]] = {
    "da": "DKK", "sv": "SEK", "pl": "PLN", "cs": "CZK", "hu": "HUF", "ro": "RON",
    "no": "NOK", "is": "ISK", "uk": "UAH", "tr": "TRY",
    "sr": "RSD", "bs": "BAM", "mk": "MKD", "sq": "ALL", "bg": "BGN", "hr": "HRK",
}  # fmt: skip
"""Languages of such countries."""

BEFORE_EURO: Final[Mapping[str, date]] = {"BGN": date(2026, 1, 1), "HRK": date(2023, 1, 1)}
"""Currencies that the euro has replaced since, and from which day on."""
