"""What stands in a picture, in a reader's language."""

from api.drawing.looks import mark_of
from api.words.language import Language
from graph.messages import Message
from graph.picture.picture import Picture, PictureNode


def title_of(picture: Picture, lang: Language) -> str:
    """Return a picture's title."""
    return lang.said(picture.title) if isinstance(picture.title, Message) else lang.text(picture.title)


def name_of(node: PictureNode, lang: Language) -> str:
    """Return what a mark is called: one that no source names by what it is, never by its id."""
    if node.name != node.id:
        return lang.said(node.name)
    what = lang.text("%(what)s without a name", what=lang.text(mark_of(node).word))
    return f"{what} ({lang.country(node.country)})" if node.country else what
