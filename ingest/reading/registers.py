"""Numbers of company registers: which register a number is of, by its heading, its row's country and its check digits.

A register's code is that of org-id.guide, "DK-CVR"; the check is python-stdnum's. A number that two registers could
mean is not taken for one, and none is padded until it fits.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module

from stdnum.exceptions import ValidationError

from graph.identity import make_id
from graph.messages import Message
from ingest.reading.columns.headings import fold


@dataclass(frozen=True, slots=True)
class Register:
    """A register: its code, the headings that name it, and how its numbers are written.

    `check` is a module of python-stdnum, or none where numbers have no check digit; `form` is a pattern of the bare
    number, its group what counts. `tax` is whether it is of VAT numbers, written here without their country.
    """

    code: str
    headings: tuple[str, ...]
    form: str
    check: str = ""
    tax: bool = False

    @property
    def country(self) -> str:
        """The country whose register it is."""
        return self.code[:2]

    def valid(self, bare: str) -> str | None:
        """Return a number as the register writes it, from its letters and digits alone; None where it is none."""
        match = re.fullmatch(self.form, bare)
        if not match:
            return None
        try:
            return str(import_module(f"stdnum.{self.check}").validate(bare)) if self.check else match[match.re.groups]
        except ValidationError:
            return None


_BTW, _TVA, _MOMS, _NIF = ("btw", "btw nr", "btw nummer"), ("tva", "numero de tva"), ("moms", "momsnummer"), ("nif",)
REGISTERS = (
    Register("BE-KBO", (*"kbo bce ondernemingsnummer ondernemingsnr".split(), "numero d entreprise", *_BTW, *_TVA),
             r"[01]\d{9}", "be.vat"),
    Register("AT-FB", ("firmenbuchnummer", "fn", "firmenbuch"), r"(?:FN)?(\d{1,6}[A-Z])"),
    Register("BG-EIK", ("еик", "булстат", "eik", "bulstat"), r"\d{9}", "bg.vat"),
    Register("CH-UID", ("uid", "uid nummer", "ide"), r"CHE\d{9}", "ch.uid"),
    Register("CZ-ICO", ("ico", "ic"), r"\d{8}", "cz.dic"),
    Register("DK-CVR", ("cvr", "cvr nummer", "cvr nr", "virksomhedsnummer", *_MOMS), r"\d{8}", "dk.cvr"),
    Register("EE-RIK", ("registrikood",), r"\d{8}", "ee.registrikood"),
    Register("ES-NIF", (*_NIF, "cif"), r"[A-HJNPQRSUVW]\d{7}[0-9A-J]", "es.cif"),
    Register("FI-PRO", ("y tunnus", "ytunnus", "fo nummer"), r"\d{8}", "fi.ytunnus"),
    Register("FR-SIREN", ("siren",), r"\d{9}", "fr.siren"),
    Register("FR-SIRET", ("siret",), r"\d{14}", "fr.siret"),
    Register("GB-COH", ("companies house", "crn"), r"(?:\d{2}|SC|NI|OC|SO|NC|FC|LP|SL|NL|RC|IP|SP|CE|CS)\d{6}"),
    Register("GR-AFM", ("αφμ", "afm"), r"\d{9}", "gr.vat"),
    Register("HR-OIB", ("oib",), r"\d{11}", "hr.oib"),
    Register("CY-DRCOR", (), r"(?:HE|OE|AE)\d{1,6}"),
    Register("HU-CEG", ("cegjegyzekszam",), r"\d{10}"),
    Register("IE-CRO", ("cro", "cro number"), r"\d{5,6}"),
    Register("LT-RC", ("imones kodas", "juridinio asmens kodas"), r"\d{9}"),
    Register("LU-RCS", ("rcs", "registre de commerce"), r"[A-K]\d{1,6}"),
    Register("MT-MBR", (), r"C\d{1,6}"),
    Register("IT-PIVA", ("partita iva", "p iva", "piva", "codice fiscale", "cf"), r"\d{11}", "it.iva"),
    Register("LV-RE", ("registracijas numurs", "reg nr"), r"[4-9]\d{10}", "lv.pvn"),
    Register("NL-KVK", ("kvk", "kvk nr", "kvk nummer"), r"\d{8}"),
    Register("NL-RSIN", ("rsin",), r"\d{9}", "nl.bsn"),
    Register("NO-BRC", ("organisasjonsnummer", "orgnr", "org nr"), r"[89]\d{8}", "no.orgnr"),
    Register("PL-KRS", ("krs",), r"0000\d{6}"),
    Register("PL-NIP", ("nip",), r"[1-9]\d{9}", "pl.nip"),
    Register("PL-REGON", ("regon",), r"\d{9}|\d{14}", "pl.regon"),
    Register("PT-NIPC", (*_NIF, "nipc"), r"[5-9]\d{8}", "pt.nif"),
    Register("RO-CUI", ("cui", "cif", "cod fiscal"), r"[1-9]\d{1,9}", "ro.cui"),
    Register("SE-BLV", ("organisationsnummer", "orgnr", "org nr"), r"\d\d[2-9]\d{7}", "se.orgnr"),
    Register("SI-AJPES", ("maticna stevilka",), r"\d{7}|\d{10}", "si.maticna"),
    Register("SK-ICO", ("ico",), r"\d{8}", "cz.dic"),
    Register("AT-VAT", (), r"U\d{8}", "at.uid", tax=True),
    Register("CY-VAT", (), r"\d{8}[A-Z]", "cy.vat", tax=True),
    Register("DE-VAT", (), r"\d{9}", "de.vat", tax=True),
    Register("EE-VAT", (), r"\d{9}", "ee.kmkr", tax=True),
    Register("FR-VAT", _TVA, r"[0-9A-Z]{2}\d{9}", "fr.tva", tax=True),
    Register("GB-VAT", (), r"\d{9}|\d{12}", "gb.vat", tax=True),
    Register("HU-VAT", ("adoszam",), r"\d{8}", "hu.anum", tax=True),
    Register("IE-VAT", (), r"\d[0-9A-Z]\d{5}[A-Z]{1,2}", "ie.vat", tax=True),
    Register("LT-VAT", (), r"\d{9}|\d{12}", "lt.pvm", tax=True),
    Register("LU-VAT", _TVA, r"\d{8}", "lu.tva", tax=True),
    Register("MT-VAT", (), r"\d{8}", "mt.vat", tax=True),
    Register("NL-VAT", _BTW, r"\d{9}B\d{2}", "nl.btw", tax=True),
    Register("SE-VAT", _MOMS, r"\d{12}", "se.vat", tax=True),
    Register("SI-VAT", (), r"\d{8}", "si.ddv", tax=True),
    Register("SK-VAT", ("ic dph",), r"[1-9]\d{9}", "sk.dph", tax=True),
)  # fmt: skip
SCHEMES = frozenset(one.code.lower() for one in REGISTERS if not one.tax) - {"be-kbo"}
"""The schemes of the ids that a register's numbers make."""

_NUMBER_IN_VAT: Mapping[str, tuple[str, slice]] = {
    "BE": ("BE-KBO", slice(None)), "BG": ("BG-EIK", slice(None)), "CZ": ("CZ-ICO", slice(None)),
    "DK": ("DK-CVR", slice(None)), "ES": ("ES-NIF", slice(None)), "FI": ("FI-PRO", slice(None)),
    "FR": ("FR-SIREN", slice(2, None)), "GR": ("GR-AFM", slice(None)), "HR": ("HR-OIB", slice(None)),
    "IT": ("IT-PIVA", slice(None)), "LV": ("LV-RE", slice(None)), "PL": ("PL-NIP", slice(None)),
    "PT": ("PT-NIPC", slice(None)), "RO": ("RO-CUI", slice(None)), "SE": ("SE-BLV", slice(0, 10)),
}  # fmt: skip
"""Where in a country's VAT number, without its prefix, a register's number stands."""

_VAT_COUNTRY = {"EL": "GR", "XI": "GB"}
_VAT_HEADINGS = frozenset(("vat", "ust", "ust id", "umsatzsteuer id", "btw", "tva", "iva", "moms", "ddv", "pvm", "pvn"))
_BELGIAN = re.compile(r"[01]\d{3}\.\d{3}\.\d{3}")
_SWISS, _NORWEGIAN = re.compile(r"(CHE\d{9})(MWST|TVA|IVA)?"), re.compile(r"(?:NO)?(\d{9})MVA")


@dataclass(frozen=True, slots=True)
class Numbers:
    """An organisation's numbers: `registration` is code and number of a register, "DK-CVR-24256790"."""

    kbo: str | None = None
    vat: str | None = None
    registration: str | None = None

    @property
    def id(self) -> str | None:
        """The id that the surest of them makes; None without any."""
        if self.kbo:
            return make_id("organisation", "kbo", self.kbo)
        if self.registration:
            code, _, number = self.registration.rpartition("-")
            return make_id("organisation", code.lower(), number)
        return make_id("organisation", "vat", self.vat) if self.vat else None

    @property
    def country(self) -> str | None:
        """The country whose register says so."""
        found = "BE" if self.kbo else (self.registration or self.vat or "")[:2]
        return _VAT_COUNTRY.get(found, found) or None


def numbers_of(text: str, country: str | None = None, heading: str = "", register: str | None = None) -> Numbers:
    """Return what a number is, given the country of its row, its column's heading, and a register's code if told.

    Raise ValueError where its check digits are wrong, or where it could be of several registers.
    """
    bare = re.sub(r"[^0-9A-Z]", "", text.upper())
    written = _written_as_vat(text, bare)
    if written:
        return written
    named = _named(heading, register)
    here = [one for one in named or REGISTERS if country in (None, one.country)]
    found = _fitting(here, _unpadded(bare, here) if named or country else bare)
    if named and country and not here:
        # Another country's register: only where the number is none of the row's country too.
        found = _fitting((one for one in named if one.check), bare)
        found |= _fitting((one for one in REGISTERS if one.country == country), bare) if found else {}
    if _BELGIAN.fullmatch(text.strip()) and country in (None, "BE") and (belgian := _register("BE-KBO").valid(bare)):
        found = {"BE-KBO": belgian}
    if not found:
        raise ValueError(_refusal(text, here if named or country else ()))
    if len(found) > 1:
        raise ValueError(
            Message(
                "'%(number)s' could be a number of %(registers)s; a column 'country', or a heading that names the "
                "register, tells which",
                number=text,
                registers=", ".join(sorted(found)),
            )
        )
    ((code, number),) = found.items()
    if not (named or country or code == "BE-KBO"):
        # One check digit of ten or eleven fits by chance; the Belgian two are of 97.
        raise ValueError(_refusal(text, ()))
    return _numbers(code, number)


def of_vat(text: str | None) -> Numbers:
    """Return what a VAT number with its country's prefix says; nothing where there is none or its digits are wrong."""
    try:
        return _written_as_vat(text or "", re.sub(r"[^0-9A-Z]", "", (text or "").upper())) or Numbers()
    except ValueError:
        return Numbers()


def _refusal(text: str, here: Iterable[Register]) -> Message:
    codes = ", ".join(one.code for one in here)
    if not codes:
        return Message("'%(number)s' is no number of a register that is known", number=text)
    if codes == "BE-KBO":
        return Message("'%(number)s' is not an enterprise number: its check digits (mod 97) are wrong", number=text)
    return Message(
        "'%(number)s' is no number of %(registers)s: its length or its check digits are wrong",
        number=text,
        registers=codes,
    )


def _numbers(code: str, number: str) -> Numbers:
    if code == "BE-KBO":
        return Numbers(kbo=number, vat=f"BE{number}")
    if code == "FR-SIRET":
        return Numbers(registration=f"FR-SIREN-{number[:9]}")
    return _of_tax(code[:2], number) if _register(code).tax else Numbers(registration=f"{code}-{number}")


def _of_tax(country: str, number: str) -> Numbers:
    """Return the numbers that a VAT number without its prefix says."""
    prefix = "EL" if country == "GR" else country
    code, part = _NUMBER_IN_VAT.get(country, ("", slice(None)))
    own = _register(code).valid(number[part]) if code else None
    if own and code == "BE-KBO":
        return Numbers(kbo=own, vat=f"BE{own}")
    return Numbers(vat=f"{prefix}{number}", registration=f"{code}-{own}" if own else None)


def _written_as_vat(text: str, bare: str) -> Numbers | None:
    """Return what a number with a country's prefix says; None where it has none, ValueError where it is wrong."""
    if swiss := _SWISS.fullmatch(bare):
        return _checked(text, "CH-UID", swiss[1])
    if norwegian := _NORWEGIAN.fullmatch(bare):
        return _checked(text, "NO-BRC", norwegian[1])
    country = _VAT_COUNTRY.get(bare[:2], bare[:2])
    check = _vat_checks().get(country)
    if check is None or len(bare) < 9 or _register("GB-COH").valid(bare):
        return None
    try:
        return _of_tax(country, str(check(bare[2:])))
    except ValidationError:
        raise ValueError(Message("'%(number)s' is no VAT number: its check digits are wrong", number=text)) from None


def _checked(text: str, code: str, bare: str) -> Numbers:
    if number := _register(code).valid(bare):
        return Numbers(registration=f"{code}-{number}")
    raise ValueError(_refusal(text, [_register(code)]))


@cache
def _vat_checks() -> Mapping[str, Callable[[str], str]]:
    """Return country -> how its VAT number, without prefix, is checked."""
    modules = {one.country: one.check for one in REGISTERS if one.tax} | {
        "BE": "be.vat", "BG": "bg.vat", "CZ": "cz.dic", "DK": "dk.cvr", "ES": "es.nif", "FI": "fi.alv", "GR": "gr.vat",
        "HR": "hr.oib", "IT": "it.iva", "LV": "lv.pvn", "PL": "pl.nip", "PT": "pt.nif", "RO": "ro.cf",
    }  # fmt: skip
    return {country: import_module(f"stdnum.{module}").validate for country, module in modules.items()}


@cache
def _register(code: str) -> Register:
    return next(one for one in REGISTERS if one.code == code)


@cache
def _named(heading: str, register: str | None) -> tuple[Register, ...]:
    """Return the registers that a heading names; those of VAT numbers where it only says that they are such."""
    if register:
        return tuple(one for one in REGISTERS if one.code == register.upper())
    words = f" {fold(heading)} "
    named = tuple(one for one in REGISTERS if any(f" {fold(said)} " in words for said in one.headings))
    if any(f" {said} " in words for said in _VAT_HEADINGS):
        numbers = {code for code, part in _NUMBER_IN_VAT.values() if part == slice(None)}
        return named or tuple(one for one in REGISTERS if one.tax or one.code in numbers)
    return named


def _fitting(registers: Iterable[Register], bare: str) -> dict[str, str]:
    """Return code -> number for the registers whose number it can be."""
    return {one.code: number for one in registers if (number := one.valid(bare))}


def _unpadded(bare: str, here: Iterable[Register]) -> str:
    """Return a number with the zero that a spreadsheet dropped, where only one register can be meant.

    Belgian and British numbers begin with one.
    """
    lengths = {"BE-KBO": (9, 10), "GB-COH": (7, 8), "NL-KVK": (7, 8)}
    codes = {one.code for one in here if one.code in lengths}
    if len(codes) == 1 and bare.isdigit():
        short, full = lengths[codes.pop()]
        return bare.zfill(full) if len(bare) == short else bare
    return bare
