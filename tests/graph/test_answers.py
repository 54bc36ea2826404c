"""What is worked out of a store: made once, however many ask at once, and kept as long as the store is read."""

import threading
from pathlib import Path

import pytest

from graph.store import Store
from graph.store.answers import kept
from graph.store.cache import AnswerCache, Key
from tests.support.toys import stored, triangle


def asked() -> None:
    """Stand for a question."""


def key(name: str, question: object = asked) -> Key:
    assert callable(question)
    return Key(question, (("name", name),), "version")


def test_who_asks_meanwhile_waits_and_gets_the_same() -> None:
    cache, made, may_end = AnswerCache(), [], threading.Event()

    def make() -> object:
        made.append(1)
        may_end.wait(10)
        return object()

    found: list[object] = []
    readers = [threading.Thread(target=lambda: found.append(cache.get(key("a"), make))) for _ in range(4)]
    for reader in readers:
        reader.start()
    may_end.set()
    for reader in readers:
        reader.join(10)
    assert len(found) == 4
    assert len(set(map(id, found))) == len(made) == 1


def test_what_fails_is_asked_again() -> None:
    cache = AnswerCache()
    with pytest.raises(ZeroDivisionError):
        cache.get(key("a"), lambda: 1 // 0)
    assert cache.get(key("a"), lambda: 7) == 7
    assert cache.get(key("a"), lambda: 1 // 0) == 7


def test_the_longest_unused_goes_first_and_makes_no_other_question_go() -> None:
    cache = AnswerCache(most=2)
    cache.get(key("a", print), lambda: "another question")
    for name in "abac":
        cache.get(key(name), lambda name=name: name)  # type: ignore[misc]
    assert cache.get(key("a"), lambda: "anew") == "a"
    assert cache.get(key("b"), lambda: "anew") == "anew"
    assert cache.get(key("a", print), lambda: "anew") == "another question"


def test_the_same_arguments_are_the_same_question_however_they_are_given(tmp_path: Path) -> None:
    calls = []

    @kept
    def total(store: Store, more: int = 0, *, less: int = 0) -> int:
        calls.append((more, less))
        return len(store.facts()) + more - less

    with stored(tmp_path / "one", triangle()) as one, stored(tmp_path / "two", triangle()) as two:
        assert total(one) == total(one, 0) == total(one, more=0) == total(one, 0, less=0)
        assert total(one, 1) == total(one, more=1) == total(one) + 1
        assert calls == [(0, 0), (1, 0)]
        assert total(two) == total(one)
        assert calls == [(0, 0), (1, 0), (0, 0)], "each store keeps its own"
