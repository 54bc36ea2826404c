"""Which clusters to join so that fewer remain: the groups with their reasons, how sure each is, and the front."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response

from api.web.charts.bars import share, signed
from api.web.charts.front import Point, front
from api.web.frame.context import ContextDependency
from api.web.frame.page import PageRoute, render
from api.words.language import chosen
from queries.restructuring.groups import HELD
from queries.restructuring.restructure import Restructured, restructure
from queries.restructuring.restructure_front import Front, restructure_front

MOST_NAMES = 60
"""So many names a matrix holds that can be read."""
LEVELS = 5

Number = Annotated[str, Query(max_length=9, pattern=r"^\s*\d*\s*$")]
Pairs = Annotated[str, Query(max_length=2000)]

router = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the form asks for; what is left empty is as the question has it."""

    into: Number = ""
    keep: float = 0.95
    largest: Annotated[int, Query(ge=1, le=10)] = 5
    most_members: Number = ""
    together: Pairs = ""
    apart: Pairs = ""
    weights: Annotated[str, Query(max_length=2000)] = ""
    hosts: bool = False

    def options(self) -> dict[str, Any]:
        """Return what the question is asked with."""
        return {
            "into": _number(self.into),
            "most_members": _number(self.most_members),
            "together": self.together or None,
            "apart": self.apart or None,
            "keep": self.keep,
            **self.shared(),
        }

    def shared(self) -> dict[str, Any]:
        """Return what the front of all numbers of groups is asked with, too."""
        return {"largest": self.largest, "hosts": self.hosts, "weights": self.weights or None}


@router.get("/restructure")
def restructuring(
    request: Request, context: ContextDependency, asked: Annotated[Asked, Depends()], compare: bool = False
) -> Response:
    """Return the best partition; the front of all numbers of groups takes longer and is asked for apart."""
    answer = context.ask(restructure, **asked.options())
    other = context.ask(restructure_front, **asked.shared()) if compare else None
    rows, lang = answer.rows, chosen(request)
    remain = sum(row.host is None for row in rows)
    title = lang.text("What is won and what is kept with each number of groups")
    return render(
        request,
        "restructure.html",
        context,
        rows=rows,
        row=Restructured,
        answer=answer,
        joined=[row for row in rows if len(row.clusters) > 1 or row.host],
        alone=[row for row in rows if len(row.clusters) == 1 and not row.host],
        remain=remain,
        count=sum(len(row.clusters) for row in rows),
        asked=replace(asked, into=asked.into.strip() or str(remain or "")),
        most=max((abs(pair.score) for row in rows for pair in row.pairs), default=1.0),
        signed=signed,
        share=share,
        matrix=matrix(rows),
        compare=compare,
        other=other,
        front=front(_points(other.rows), remain, title, lang) if other else None,
        clusters=context.clusters(),
    )


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _points(rows: Sequence[Front]) -> list[Point]:
    return [
        Point(
            row.into,
            row.score,
            row.best,
            dict(zip(HELD, (row.themes_kept, row.members_kept, row.bridges_kept), strict=True)),
        )
        for row in rows
    ]


@dataclass(frozen=True, slots=True)
class Matrix:
    """How often each two fall together: names by id, and the shares by row, None on the diagonal."""

    names: dict[str, str]
    cells: tuple[tuple[float | None, ...], ...]

    @staticmethod
    def level(value: float) -> int:
        """Return how dark a share is, 0 to 5."""
        return max(1, round(LEVELS * value)) if value else 0


def matrix(rows: Sequence[Restructured]) -> Matrix | None:
    """Return the shares among all that fall together with any other; None where these are none or too many to read."""
    told = [(pair.a, pair.b, pair.together) for row in rows for pair in row.pairs]
    told += [(pair.a, pair.b, pair.together) for row in rows for pair in row.elsewhere]
    shares = {ends: share for a, b, share in told if share for ends in ((a, b), (b, a))}
    names = {one: name for row in rows for one, name in zip(row.clusters, row.names, strict=True)}
    names |= {row.host: row.host_name or "" for row in rows if row.host}
    names |= {pair.b: pair.b_name for row in rows for pair in row.elsewhere}
    order = [one for row in rows for one in (*row.clusters, row.host) if one]
    some = {one for ends in shares for one in ends}
    ids = [one for one in dict.fromkeys([*order, *sorted(names)]) if one in some]
    if not 0 < len(ids) <= MOST_NAMES:
        return None
    cells = tuple(tuple(None if a == b else shares.get((a, b), 0.0) for b in ids) for a in ids)
    return Matrix({one: names[one] for one in ids}, cells)
