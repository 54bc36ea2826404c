"""What is to be done about a pair: its state, who sees to it and by when, in the ledger beside people's judgements.

An action is added and never changed: the newest of a pair counts, the older ones are its history.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from enum import StrEnum

from graph.errors import BadInputError
from graph.judgements import Judgements
from graph.ledger import ACTION, Row


class State(StrEnum):
    """How far one is with a pair; `dropped` takes it off the list."""

    TO_CHECK = "to_check"
    BEING_CHECKED = "being_checked"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    DONE = "done"
    DROPPED = "dropped"


@dataclass(frozen=True, slots=True)
class Action:
    """What was said to be done about two, by their ids in alphabetical order; `owner` "" and `day` None: not said."""

    a: str
    b: str
    state: State
    owner: str
    day: date | None
    author: str
    at: str
    note: str = ""
    number: int = 0


class Actions:
    """The actions in the ledger that holds people's judgements."""

    def __init__(self, judgements: Judgements) -> None:
        self._ledger = judgements.ledger

    def add(
        self, a: str, b: str, state: str, *, author: str, owner: str = "", day: date | None = None, note: str = ""
    ) -> Action:
        """Store what is to be done; when this returns it survives a power cut. Raise BadInputError for no state."""
        if a == b:
            raise BadInputError("'%(a)s' is one; an action is about two.", a=a)
        if state not in [*State]:
            raise BadInputError(
                "'%(state)s' is no state: choose from %(states)s.", state=state, states=", ".join(State)
            )
        first, second = sorted((a, b))
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        made = Action(first, second, State(state), owner.strip(), day, author, at, note.strip())
        return replace(made, number=self._ledger.add(ACTION, lambda number: row_of(replace(made, number=number))))

    def all(self) -> list[Action]:
        """Return every action ever said, the oldest first; raise StoreError where they are not as stored."""
        return [action_of(row) for row in self._ledger.rows(ACTION)]

    def latest(self) -> dict[tuple[str, str], Action]:
        """Return the action that counts, by pair; one that was dropped does not."""
        newest = {(one.a, one.b): one for one in self.all()}
        return {pair: one for pair, one in newest.items() if one.state != State.DROPPED}


def action_of(row: Sequence[object]) -> Action:
    """Return the action of a row of the ledger."""
    a, b, state, owner, day, author, at, note, number = map(str, row)
    when = date.fromisoformat(day) if day else None
    return Action(a, b, State(state), owner, when, author, at, note, int(number))


def row_of(one: Action) -> Row:
    """Return an action as a row of the ledger."""
    day = one.day.isoformat() if one.day else ""
    return one.a, one.b, str(one.state), one.owner, day, one.author, one.at, one.note, one.number
