"""Which records are one entity, given who is the same and who is different."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.resolution.records import SETTLED, scheme_of

Pair = tuple[str, str]


@dataclass(slots=True)
class Groups:
    """A union-find that never joins two groups between which a person said "different"."""

    _parent: dict[str, str] = field(default_factory=dict)
    _members: dict[str, list[str]] = field(default_factory=dict)
    _apart: dict[str, set[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, told: Iterable[Pair], different: Iterable[Pair], found: Iterable[Pair] = ()) -> "Groups":
        """Return the groups: what a person told to be the same, then what was found to be, the earlier pairs first.

        What was found never joins, through others, two records that one publisher keeps apart.
        """
        groups = cls()
        for a, b in different:
            groups._apart.setdefault(a, set()).add(b)
            groups._apart.setdefault(b, set()).add(a)
        for a, b in told:
            groups.join(a, b)
        for a, b in found:
            if groups.root(a) == groups.root(b) or not groups._settled(a) & groups._settled(b):
                groups.join(a, b)
        return groups

    def _settled(self, record: str) -> set[str]:
        """Return the schemes of a group's ids whose publisher tells organisations apart."""
        return {scheme_of(one) for one in self.members(record)} & SETTLED

    def root(self, record: str) -> str:
        """Return what stands for a record's group; the record itself where it is alone."""
        while (parent := self._parent.get(record, record)) != record:
            self._parent[record] = self._parent.get(parent, parent)
            record = parent
        return record

    def members(self, record: str) -> list[str]:
        """Return the records of a record's group, itself among them."""
        return self._members.get(self.root(record), [record])

    def obstacles(self, a: str, b: str) -> list[Pair]:
        """Return the pairs that were called different and that joining a and b would put together."""
        others = set(self.members(b))
        return sorted((x, y) for x in self.members(a) for y in self._apart.get(x, ()) if y in others)

    def join(self, a: str, b: str) -> bool:
        """Put two groups together, unless a person said that they are different; say whether they are one now."""
        first, second = self.root(a), self.root(b)
        if first == second:
            return True
        if self.obstacles(a, b):
            return False
        if len(self.members(first)) < len(self.members(second)):
            first, second = second, first
        self._members[first] = [*self.members(first), *self.members(second)]
        self._parent[second] = first
        self._members.pop(second, None)
        return True

    def together(self) -> list[list[str]]:
        """Return the groups of more than one record, in order of their ids."""
        return sorted(sorted(members) for members in self._members.values() if len(members) > 1)
