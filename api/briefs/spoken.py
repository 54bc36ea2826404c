"""A brief in one language: plain texts and one figure, the same for every format."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from api.briefs.brief import Brief, Cell, Known, Part
from api.figures.figure import Figure, figure, source_in_words
from api.words.facts import place
from api.words.language import Language
from queries.lookup.record import Stated
from queries.lookup.summary import LoadedSource


@dataclass(frozen=True, slots=True)
class Said:
    """A text and where it is stated: the numbers of sources, with the places in them."""

    text: str
    places: str


@dataclass(frozen=True, slots=True)
class SpokenTable:
    """A table of texts; the last column is where a row is stated."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class SpokenPart:
    """What stands under a heading; `none` is said where nothing was found."""

    title: str
    lines: tuple[Said, ...]
    table: SpokenTable | None
    none: str


@dataclass(frozen=True, slots=True)
class Titled:
    """Texts under a heading."""

    title: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A brief, ready to be written; `foot` says of which data it is."""

    language: str
    question: str
    answer: str
    figure: Figure
    parts: tuple[SpokenPart, ...]
    sources: Titled
    methods: Titled
    citing: Titled
    foot: str


def spoken(brief: Brief, lang: Language) -> Spoken:
    """Return the brief in a language."""
    numbers = _numbered(brief)
    speaker = _Speaker(lang, numbers)
    cited = {source.id: source for source in brief.known.sources}
    question, foot = lang.said(brief.question), _foot(brief, lang)
    citation = lang.text(
        "Intercluster, “%(question)s”, brief, %(foot)s.", question=question, foot=foot[0].lower() + foot[1:]
    )
    return Spoken(
        language=lang.code,
        question=question,
        answer=lang.said(brief.answer),
        figure=figure(brief.picture, brief.known, lang, title=lang.said(brief.caption), day=brief.at),
        parts=tuple(map(speaker.part, brief.parts)),
        sources=Titled(
            lang.text("Sources"), tuple(_source(n, cited.get(one), one, lang) for one, n in numbers.items())
        ),
        methods=Titled(lang.text("How this is worked out"), tuple(map(lang.said, brief.methods))),
        citing=Titled(lang.text("How to cite this"), (citation,)),
        foot=foot,
    )


def _foot(brief: Brief, lang: Language) -> str:
    known, version = brief.known, brief.known.data_version
    said = lang.text("Data as of %(day)s, data version %(version)s", day=lang.day(known.as_of), version=version)
    return f"{said}, {lang.text('as of %(day)s', day=lang.day(brief.at))}" if brief.at else said


def _numbered(brief: Brief) -> dict[str, int]:
    """Return the number of each source that is cited, in the order in which it first is."""
    places: list[str] = []
    for part in brief.parts:
        places += [one for line in part.lines for one in line.places]
        places += [one for row in (part.table.rows if part.table else ()) for one in row.places]
    return {source: n for n, source in enumerate(dict.fromkeys(place(one).source for one in places), 1)}


def _source(number: int, source: LoadedSource | None, identifier: str, lang: Language) -> str:
    if source is None:
        return f"[{number}] {identifier}"
    more = [source.licence, source.url]
    return ", ".join([f"[{number}] {source_in_words(source, lang)}", *(one for one in more if one)])


@dataclass(frozen=True, slots=True)
class _Speaker:
    lang: Language
    numbers: dict[str, int]

    def part(self, part: Part) -> SpokenPart:
        lang, table = self.lang, part.table
        lines = tuple(Said(_shown(lang.shown(line.text)), self.places(line.places)) for line in part.lines)
        if table is None:
            return SpokenPart(lang.said(part.title), lines, None, "" if lines else lang.text("none found"))
        stated = any(row.places for row in table.rows)
        rows = tuple((*map(self.cell, row.cells), *([self.places(row.places)] if stated else ())) for row in table.rows)
        heads = (*map(lang.said, table.heads), *([lang.text("source")] if stated else ()))
        return SpokenPart(lang.said(part.title), lines, SpokenTable(heads, rows), "")

    def cell(self, cell: Cell) -> str:
        lang = self.lang
        if isinstance(cell, Known):
            return lang.value(cell.name, cell.value)
        if isinstance(cell, Stated):
            return lang.claimed(cell)
        return lang.text("unknown") if cell is None else lang.shown(cell)

    def places(self, places: Sequence[str]) -> str:
        """Return where something is stated: `[1: Table 3, p. 20; 2]`."""
        found: dict[int, list[str]] = {}
        for one in map(place, places):
            where = self.lang.said(one.locator)
            found.setdefault(self.numbers[one.source], []).extend([where] if where else [])
        return f"[{'; '.join(_stated(n, dict.fromkeys(where)) for n, where in found.items())}]" if found else ""


def _stated(number: int, where: Iterable[str]) -> str:
    said = ", ".join(where)
    return f"{number}: {said}" if said else str(number)


def _shown(text: str) -> str:
    return text.removesuffix(".")
