"""Who an organisation is by its registry ids, and the words in which registers say what kind it is."""

import hashlib
from collections.abc import Mapping

from stdnum.be import vat as belgian
from stdnum.exceptions import ValidationError

from graph.identity import key_of, make_id
from graph.messages import Message

COUNTRIES: Mapping[str, str] = {"UK": "GB", "EL": "GR"}
"""The European Commission's codes that differ from ISO 3166."""

ACTIVITY: Mapping[str, str] = {
    "HES": "knowledge_institution",
    "REC": "knowledge_institution",
    "PRC": "firm",
    "PUB": "public_agency",
    "OTH": "other",
}
"""CORDIS' activity types."""


def country(code: str) -> str | None:
    """Return the ISO 3166 code of a country as the European Commission writes it."""
    code = code.strip().upper()
    return COUNTRIES.get(code, code) or None


def kbo(number: str | None) -> str | None:
    """Return a Belgian enterprise number as ten digits, "0200065765", from any way of writing it or its VAT number.

    None where there is none; raise ValueError where the check digits (mod 97) are wrong.
    """
    if number is None or not number.strip():
        return None
    bare = "".join(number.upper().split())
    try:
        # A spreadsheet that takes the number for a number drops its leading zero.
        return str(belgian.validate(bare.zfill(10) if bare.isdigit() else bare))
    except ValidationError:
        raise ValueError(
            Message("'%(number)s' is not an enterprise number: its check digits (mod 97) are wrong", number=number)
        ) from None


def named(scheme: str, name: str) -> str:
    """Return the id of an organisation of which a source gives the name alone."""
    key = key_of(name) or hashlib.sha256(name.encode()).hexdigest()[:12]
    return make_id("organisation", scheme, key)


_PERSONS = frozenset(
    (
        "natuurlijk persoon|natuurlijke persoon|eenmanszaak|zelfstandige|personne physique|entreprise individuelle|"
        "indépendant|micro-entrepreneur|auto-entrepreneur|natural person|sole trader|sole proprietor|"
        "sole proprietorship|self-employed|natürliche person|einzelunternehmen|einzelunternehmer|persona física|"
        "autónomo|persona fisica|impresa individuale|ditta individuale|empresário em nome individual|osoba fizyczna|"
        "fyzická osoba|osvč|živnostník|egyéni vállalkozó|persoană fizică|persoană fizică autorizată|"
        "enkeltmandsvirksomhed|enkeltpersonforetak|enskild firma|toiminimi|fizička osoba|fizična oseba|"
        "samostojni podjetnik|füüsiline isik|fie|fizinis asmuo|fiziskā persona|φυσικό πρόσωπο|физическо лице|"
        "едноличен търговец"
    ).split("|")
)
"""Legal forms of natural persons, as lists in the languages of Europe write them."""


def says_person(form: str | None) -> bool:
    """Whether a legal form, as a list writes it, is that of a natural person."""
    return " ".join((form or "").casefold().split()) in _PERSONS
