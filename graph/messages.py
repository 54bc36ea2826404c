"""What the program says to people: a sentence with named values, English by itself, any language on a page.

A message is text: command line, JSON and logs show it as it is, in English. A page looks its template up in the
reader's catalogue and shows each value by its type: a date, a number, an Euro, a Term of the vocabulary, another
Message, several of them (a tuple, or Choices of which one is to be taken), and any other text as it is.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeAlias

PLACE = re.compile(r"%(?:\((?P<name>\w+)\)(?:s|\.(?P<decimals>\d)f)|%)")
"""Where a template takes a value: `%(name)s`, or `%(name).2f` for a number with two decimals; `%%` is a percent."""
_STOP = re.compile(r"\.(?=\s|$)")
_ENDS_TWICE = re.compile(r"([?!…])\.(?=\s|$)")


class Euro(float):
    """An amount of money."""

    def __str__(self) -> str:
        return f"€ {self:,.0f}" if self.is_integer() else f"€ {self:,.2f}"


class Term(str):
    """A word of the vocabulary, such as a kind, a type or a field: English shows its code, or how it is written."""

    code: str

    def __new__(cls, code: str, written: str | None = None) -> "Term":
        """Return a term of the vocabulary."""
        made = super().__new__(cls, code if written is None else written)
        made.code = code
        return made

    def __getnewargs__(self) -> tuple[str, str]:  # type: ignore[override]
        """Say how a copy is made."""
        return self.code, str(self)


class Choices(tuple[Any, ...]):
    """Values of which one is to be chosen."""


class Message(str):
    """A sentence, such as `Message("%(name)s has %(count)s members.", name=name, count=3)`."""

    template: str
    values: Mapping[str, "Value"]

    def __new__(cls, template: str, /, **values: object) -> "Message":
        """Fill a template in; raise KeyError where a value is missing. Values of other types are taken as text."""
        settled = {name: value if isinstance(value, _VALUES) else str(value) for name, value in values.items()}
        made = super().__new__(cls, filled(template, settled, english))
        made.template, made.values = template, settled
        return made

    def __str__(self) -> str:
        """Return the message itself, so that what only asks for its text does not lose what it was made of."""
        return self

    def __getnewargs_ex__(self) -> tuple[tuple[str], dict[str, "Value"]]:
        """Say how a copy is made."""
        return (self.template,), dict(self.values)

    def packed(self) -> dict[str, Any]:
        """Return the message in a form that JSON keeps."""
        return {"said": self.template, "of": {name: _packed(value) for name, value in self.values.items()}}

    @classmethod
    def unpacked(cls, content: Mapping[str, Any]) -> "Message":
        """Return the message that was packed."""
        return cls(content["said"], **{name: _unpacked(value) for name, value in content["of"].items()})


Value: TypeAlias = "str | int | float | date | Euro | Term | Message | tuple[Value, ...] | Choices"
_VALUES = (str, int, float, date, tuple)


def filled(template: str, values: Mapping[str, Value], show: Callable[[Value, int | None], str]) -> str:
    """Return a template with its values, each as `show` shows it with so many decimals."""

    def value(place: re.Match[str]) -> str:
        if place["name"] is None:
            return "%"
        shown = show(values[place["name"]], int(place["decimals"]) if place["decimals"] else None)
        return shown.removesuffix(".") if _STOP.match(template, place.end()) else shown

    return _ENDS_TWICE.sub(r"\1", PLACE.sub(value, template))


def english(value: Value, decimals: int | None = None) -> str:
    """Return a value as English text: numbers with commas, days as ISO 8601 writes them."""
    if isinstance(value, tuple):
        shown = [english(one) for one in value]
        last = " or ".join(shown[-2:]) if isinstance(value, Choices) else ", ".join(shown[-2:])
        return ", ".join((*shown[:-2], last)) if shown else ""
    if isinstance(value, Euro):
        return str(value)
    if isinstance(value, int | float):
        return f"{value:,}" if decimals is None else f"{value:,.{decimals}f}"
    return value.isoformat() if isinstance(value, date) else str(value)


def listed(names: Sequence[str], most: int) -> str:
    """Return names as text, no more than `most` of them."""
    shown = ", ".join(names[:most])
    if len(names) <= most:
        return shown
    return Message("%(names)s and %(number)s more", names=shown, number=len(names) - most)


def _packed(value: Value) -> Any:
    match value:
        case Message():
            return value.packed()
        case Term():
            return {"Term": [value.code, str(value)]}
        case Euro():
            return {"Euro": float(value)}
        case tuple():
            return {type(value).__name__: [_packed(one) for one in value]}
        case date():
            return {"date": value.isoformat()}
    return value


def _unpacked(value: Any) -> Value:
    if not isinstance(value, dict):
        return value  # type: ignore[no-any-return]
    if "said" in value:
        return Message.unpacked(value)
    ((kind, content),) = value.items()
    return _KINDS[kind](content)


def _several(kind: Callable[[Iterable[Value]], Value]) -> Callable[[Any], Value]:
    return lambda content: kind(_unpacked(one) for one in content)


_KINDS: Mapping[str, Callable[[Any], Value]] = {
    "Euro": Euro,
    "Term": lambda content: Term(*content),
    "date": date.fromisoformat,
    "tuple": _several(tuple),
    "Choices": _several(Choices),
}
