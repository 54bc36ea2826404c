"""What the two review pages share: who judges, the answer to a form, and what stands in a form."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request, Response
from fastapi.responses import RedirectResponse

from api.http.author import author as said_by
from api.http.author import remember
from api.http.foreign import refuse_foreign
from api.web.frame.context import PageContext
from api.web.frame.login import local
from api.web.frame.page import PageRoute, render
from api.web.frame.pairs import Pair, parts, told
from graph.errors import NotFoundError
from graph.judgements import Decision, Judgements, MatchEvidence, Verdict
from queries.lookup.entities import names_of_records

PAGE = 20


class Show(StrEnum):
    """Which pairs a page shows."""

    OPEN = "open"
    JUDGED = "judged"
    SAME = Verdict.SAME
    RELATED = Verdict.RELATED
    UNSURE = Verdict.UNSURE
    DIFFERENT = Verdict.DIFFERENT
    ALL = "all"


router = APIRouter(include_in_schema=False, route_class=PageRoute)

Text = Annotated[str, Form(max_length=5000)]
Keys = Annotated[list[str], Form()]
FORM: dict[str, Any] = {
    "verdicts": [str(verdict) for verdict in Verdict],
    "keys": {str(verdict): number for number, verdict in enumerate(Verdict, start=1)},
}


def waiting(context: PageContext, judged: Judgements) -> list[Decision]:
    """Return the pairs of records of this graph that wait for a person, the most valuable first."""
    known, latest = names_of_records(context.now).keys(), judged.latest()
    return [
        one for one in context.now.decisions("review") if {one.a, one.b} <= known and not told(latest, one.a, one.b)
    ]


@router.post("/author", dependencies=[Depends(refuse_foreign)])
def remembered(author: Text = "", next: Text = "/") -> Response:
    """Remember who judges."""
    return remember(RedirectResponse(local(next), 303), author)


@dataclass(frozen=True, slots=True)
class Word:
    """What a form says of one pair or several; the verdict `undo` takes back what was said last."""

    pairs: tuple[str, ...]
    verdict: str
    author: str
    note: str
    next: str


def word(
    request: Request, verdict: Text, pair: Keys | None = None, author: Text = "", note: Text = "", next: Text = "/"
) -> Word:
    """Return what a form says, from a page of our own; raise BadInputError where nobody says who judges."""
    refuse_foreign(request)
    return Word(tuple(pair or ()), verdict, said_by(request, author), note, local(next))


WordDependency = Annotated[Word, Depends(word)]


def store(judged: Judgements, word: Word, known: Mapping[str, Iterable[MatchEvidence]]) -> None:
    """Store what was said of each pair, or take back what was said last; `known` is the evidence by pair."""
    strange = [key for key in word.pairs if key not in known]
    if strange or not word.pairs:
        raise NotFoundError("Choose at least one pair of the list first; a pair that is not in it cannot be judged.")
    for key in word.pairs:
        a, b = parts(key)
        if word.verdict == "undo":
            judged.undo(a, b, author=word.author)
        else:
            judged.add(a, b, word.verdict, author=word.author, note=word.note.strip(), evidence=known[key])


def answered(request: Request, context: PageContext, word: Word, again: Callable[[str], Pair], action: str) -> Response:
    """Answer a form: htmx gets the one pair as it is now and counts anew, a browser without scripts the page again."""
    if request.headers.get("hx-request") and len(word.pairs) == 1:
        pair = again(word.pairs[0])
        answer = render(request, "pair.html", context, pair=pair, next=word.next, action=action, **FORM)
        answer.headers["HX-Trigger"] = "judged"
        return remember(answer, word.author)
    return remember(RedirectResponse(word.next, 303), word.author)
