"""What a pair is in the words of the US GAO (GAO-15-49SP): duplication, overlap, fragmentation or unknown."""

SAME = 0.5
"""From this share in common on, themes or members count as the same (a judgement)."""
SOME = 0.25
"""From this share of members in common on, two serve similar members (a judgement)."""
FEW_THEMES = 2
"""One theme in common is a word, such as "digitalisation"; from two on they say what two clusters do (a judgement)."""


def gao_class(
    themes: float | None, members: float | None, *, stated: bool = False, common_themes: int = FEW_THEMES
) -> str:
    """Name what a pair is by the shares of themes and members in common, in the words of GAO-15-49SP.

    `duplication`: the same activities for the same beneficiaries, here half of the themes and half of the members in
    common; unknown members never make one. `overlap`: similar goals, activities or beneficiaries, here half of the
    themes, and more than one, or a quarter of the members in common, or a source that says so. `fragmentation`: no more
    than that they work in one broad area. `unknown`: neither the themes nor the members of both are known, and no
    source says anything.
    """
    alike = (themes or 0.0) >= SAME and common_themes >= FEW_THEMES
    if alike and (members or 0.0) >= SAME:
        return "duplication"
    if alike or (members or 0.0) >= SOME or stated:
        return "overlap"
    return "unknown" if themes is None and members is None else "fragmentation"
