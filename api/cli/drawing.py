"""`draw`: one command a question that has a picture, with the question's own arguments."""

from pathlib import Path
from typing import Any

import click

from api.cli.asking import parameter
from api.cli.context import Context, language_option, write
from api.cli.progress import track
from api.drawing.networks import MEASURES
from api.drawing.pictures import DRAWN, drawable
from api.drawing.pyvis_page import page
from api.figures.figure import figure
from api.figures.files import figure_file
from api.words.language import Language
from graph.days import day_of
from graph.picture.picture import Picture
from graph.picture.scales import KIND
from graph.progress import shown_by
from graph.store import Store
from queries.lookup.summary import summary


class DrawGroup(click.Group):
    """A command group whose commands are the questions that can be drawn."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the questions in their own order."""
        return list(DRAWN)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 - click's own
        """Return the command of a question; raise NotFoundError, which is no wrong usage, where it has no picture."""
        chosen = drawable(cmd_name)

        @click.pass_obj
        def run(context: Context, /, *, output: Path, language: str, **values: Any) -> None:
            with context.store() as store, shown_by(track):
                drawn = chosen.make(context.desk, store, **values)
                write(output, _content(drawn, store, output.suffix.lower(), Language(language), values.get("at")))

        parameters = [*map(parameter, chosen.question.parameters), *_look(chosen.size, chosen.colour)]
        return click.Command(cmd_name, callback=run, params=parameters, short_help=chosen.title, help=chosen.title)


def _content(picture: Picture, store: Store, suffix: str, lang: Language, at: str | None) -> bytes:
    """Return a picture as the file that its name asks for; raise NotFoundError where there is no such file."""
    if suffix in ("", ".html", ".htm"):
        return page(picture, as_of=store.data_version).encode()
    drawn = figure(picture, summary(store), lang, day=day_of(at) if at else None)
    return figure_file(drawn, suffix[1:]).content


@click.group(cls=DrawGroup)
def draw() -> None:
    """Draw the answer to a question: a self-contained page, or a figure for a report (PNG, SVG, PDF)."""


def _look(size: str | None, colour: str | None) -> list[click.Parameter]:
    return [
        click.Option(
            ["-o", "--output"],
            type=click.Path(dir_okay=False, path_type=Path),
            required=True,
            help="FILE.html, or a figure with title, legend, sources and day: FILE.png, FILE.svg, FILE.pdf.",
        ),
        language_option(),
        click.Option(
            ["--size"],
            type=click.Choice(MEASURES),
            help=f"What the size of a mark stands for: by default {size or 'the number of ties'}.",
        ),
        click.Option(
            ["--colour"],
            type=click.Choice([KIND, *MEASURES]),
            help=f"What the colour of a mark stands for: by default {colour or KIND}.",
        ),
    ]
