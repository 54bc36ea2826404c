"""Small bars beside a number, which they repeat; a screen reader hears the number alone."""

from markupsafe import Markup

from api.drawing.svg import element

HEIGHT = 12


def share(value: float | None, most: float = 1.0, width: int = 120) -> Markup:
    """Return a bar from the left; unknown is an empty frame."""
    frame = element("rect", x=0.5, y=0.5, width=width - 1, height=HEIGHT - 1, class_="frame")
    filled = width * min(1.0, max(0.0, (value or 0.0) / most)) if most else 0.0
    return _drawing(width, frame, element("rect", x=0, y=0, width=filled, height=HEIGHT, class_="plus"))


def signed(value: float, most: float, width: int = 160) -> Markup:
    """Return a bar from the middle: to the right for more, to the left for less."""
    middle = width / 2
    length = middle * min(1.0, abs(value) / most) if most else 0.0
    line = element("rect", x=middle - 0.5, y=0, width=1, height=HEIGHT, class_="axis")
    bar = element(
        "rect",
        x=middle if value >= 0 else middle - length,
        y=1,
        width=length,
        height=HEIGHT - 2,
        class_="plus" if value >= 0 else "minus",
    )
    return _drawing(width, bar, line)


def _drawing(width: int, *children: Markup) -> Markup:
    return element(
        "svg",
        *children,
        class_="bars",
        viewBox=f"0 0 {width} {HEIGHT}",
        width=width,
        height=HEIGHT,
        aria_hidden="true",
        focusable="false",
    )
