"""What typst does for us: it measures texts, and sets a page as PDF or PNG, with fonts that it carries itself."""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import typst

FONTS = ("Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Noto Sans", "Libertinus Serif")
"""The first that the machine has is taken for each letter; the last comes with typst, and has Greek and Polish too."""

PRINT = 300
"""Dots an inch, as printers ask."""

MEASURE = """
#let given = json(bytes(sys.inputs.data))
#set text(font: given.fonts)
#let weight(one) = if one.at(2) { "bold" } else { "regular" }
#let width(one) = measure(text(size: one.at(1) * 1pt, weight: weight(one), one.at(0))).width
#context [#metadata(given.texts.map(one => width(one).pt())) <widths>]
"""

Text = tuple[str, float, bool]
"""A line of text, its size in points, and whether it is bold."""


def widths(texts: Sequence[Text]) -> dict[Text, float]:
    """Return how wide lines are, in points."""
    import typst

    different = list(dict.fromkeys(texts))
    found = typst.query(
        MEASURE.encode(), "<widths>", field="value", one=True, sys_inputs=_inputs(texts=different), font_paths=_fonts()
    )
    return dict(zip(different, json.loads(found), strict=True))


def typeset(source: str, format: Literal["pdf", "png"], **data: Any) -> bytes:
    """Return a document; its source finds the fonts and the data as JSON in `sys.inputs.data`."""
    import typst

    return typst.compile(
        source.encode(), format=format, ppi=PRINT, sys_inputs=_inputs(**data), font_paths=_fonts(), timestamp=0
    )


def _inputs(**data: Any) -> dict[str, str]:
    given: Mapping[str, Any] = {"fonts": FONTS, **data}
    return {"data": json.dumps(given, ensure_ascii=False)}


@cache
def _fonts() -> "typst.Fonts":
    import typst  # 80 MB that nothing else needs

    return typst.Fonts()
