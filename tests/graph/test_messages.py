"""A message is English text that remembers what it was made of."""

import copy
import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.messages import Choices, Euro, Message, Term, Value

SIMPLE: st.SearchStrategy[Value] = st.one_of(
    st.text(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.dates(),
    st.builds(Euro, st.integers(0, 10**9)),
    st.builds(Term, st.sampled_from(["member", "host"])),
)
VALUES = st.recursive(
    SIMPLE,
    lambda inner: st.one_of(
        st.lists(inner).map(tuple),
        st.lists(inner).map(Choices),
        st.builds(lambda one: Message("inside: %(one)s", one=one), inner),
    ),
    max_leaves=5,
)


@pytest.mark.parametrize(
    ("message", "english"),
    [
        (Message("%(count)s rows", count=12345), "12,345 rows"),
        (Message("q %(q).2f, %(share)s %%", q=0.0512, share=5), "q 0.05, 5 %"),
        (Message("since %(day)s", day=date(2019, 12, 31)), "since 2019-12-31"),
        (Message("pays %(fee)s", fee=Euro(1500)), "pays € 1,500"),
        (Message("pays %(fee)s", fee=Euro(0.5)), "pays € 0.50"),
        (Message("a %(kind)s", kind=Term("firm")), "a firm"),
        (Message("%(names)s", names=("A", "B", "C")), "A, B, C"),
        (Message("%(one)s", one=Choices(("a", "b", "c"))), "a, b or c"),
        (Message("Left out: %(why)s", why=Message("%(n)s gone", n=1)), "Left out: 1 gone"),
        (Message("%(text)s", text="100 %(x)s %"), "100 %(x)s %"),
    ],
)
def test_a_message_reads_as_english(message: Message, english: str) -> None:
    assert str(message) == english
    assert json.dumps(message, ensure_ascii=False) == json.dumps(english, ensure_ascii=False)


@given(value=VALUES)
def test_what_is_kept_on_disk_comes_back_as_it_was(value: Value) -> None:
    message = Message("it is %(value)s", value=value)
    back = Message.unpacked(json.loads(json.dumps(message.packed())))
    assert (back, back.template, dict(back.values)) == (message, message.template, dict(message.values))
    assert type(back.values["value"]) is type(value)


@given(value=VALUES)
def test_a_copy_knows_what_it_is_made_of(value: Value) -> None:
    message = Message("%(value)s %%", value=value)
    for twin in (copy.deepcopy(message), pickle.loads(pickle.dumps(message))):
        assert (twin, twin.template, twin.values) == (message, message.template, message.values)
        assert hash(twin) == hash(message)


def test_a_value_that_is_missing_is_a_mistake() -> None:
    with pytest.raises(KeyError):
        Message("%(name)s is not there")
