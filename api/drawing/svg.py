"""SVG by the element: every text and attribute is escaped, and no element carries a style of its own."""

from markupsafe import Markup, escape


def element(name: str, *children: str | Markup, **attributes: object) -> Markup:
    """Return an element; `class_` is the attribute class, and `_` in a name stands for `-`."""
    given = Markup("").join(
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), _short(value))
        for key, value in attributes.items()
        if value is not None
    )
    inside = Markup("").join(map(escape, children))
    return Markup("<{0}{1}>{2}</{0}>").format(name, given, inside)


def chart(width: float, height: float, title: str, *children: Markup) -> Markup:
    """Return a whole drawing of that size in pixels, which a screen reader reads as one picture with a title."""
    size = f"0 0 {_short(width)} {_short(height)}"
    return element(
        "svg", *children, class_="chart", viewBox=size, width=width, height=height, role="img", aria_label=title
    )


def text(content: str, x: float, y: float, most: int = 60, **attributes: object) -> Markup:
    """Return a line of text, cut at `most` letters; the whole of it shows on pointing at it."""
    if len(content) <= most:
        return element("text", content, x=x, y=y, **attributes)
    whole = element("title", content)
    return element("text", whole, f"{content[: most - 1].rstrip()}…", x=x, y=y, **attributes)


def _short(value: object) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
