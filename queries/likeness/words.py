"""Words that only hold a sentence together, in Dutch, French, English and German, and the language that they tell."""

from collections.abc import Iterable

_DUTCH = (
    "aan al als bij binnen dan dat de deze die dit door dus een en er het hoe hun ik in is maar meer met mijn na naar "
    "niet nog nu of om onder ons onze ook op over per sinds te tegen ten ter tot tussen uit van vanaf via voor waar "
    "wat we wel wij wordt worden zal ze zich zij zijn zo zonder zoals"
)
_FRENCH = (
    "afin au aux avec ce ces cet cette chez comme dans de des du elle en entre est et eu hors il ils la le les leur "
    "leurs lors mais ne nos notre nous on ont ou par pas plus pour qui que sa sans se selon ses son sont sous sur ses "
    "tout tous un une vers via vos votre vous"
)
_ENGLISH = (
    "about after all an and are as at be been between but by can do for from had has have how if in into is it its "
    "more no nor not of off on onto or our out over per so than that the their them then there these they this those "
    "through to under up upon via was we were what when which while who will with within without you your"
)
_GERMAN = (
    "als am an auch auf aus bei beim bis das dass dem den der des die durch ein eine einem einen einer eines er es "
    "fur gegen hat ihr im in ins ist mit nach nicht noch nur ob oder ohne sich sie sind so sowie uber um und unter vom "
    "von vor was wie wir wird zu zum zur zwischen"
)

BY_LANGUAGE = {
    code: frozenset(words.split())
    for code, words in zip("nl fr en de".split(), (_DUTCH, _FRENCH, _ENGLISH, _GERMAN), strict=True)
}
FUNCTION_WORDS = frozenset[str]().union(*BY_LANGUAGE.values())
"""Written without accents, in lower case; they say nothing of what an initiative is about."""

LEAST = 3
"""So many more words of a language than of any other tell it (a judgement)."""


def language(words: Iterable[str]) -> str | None:
    """Return the language of a text by its function words: nl, fr, en or de; None where they do not tell."""
    said = [word for word in words if word in FUNCTION_WORDS]
    counts = sorted(((sum(word in own for word in said), code) for code, own in BY_LANGUAGE.items()), reverse=True)
    return counts[0][1] if counts[0][0] - counts[1][0] >= LEAST else None
