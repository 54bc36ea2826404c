"""`draw`: one command a question that has a picture, with the question's own arguments."""

from pathlib import Path
from typing import Any

import click

from api.cli.asking import parameter
from api.cli.context import Context, write
from api.cli.progress import track
from api.draw import page
from api.networks import MEASURES
from api.pictures import DRAWN, drawable
from graph.picture.scales import KIND
from graph.progress import shown_by


class DrawGroup(click.Group):
    """A command group whose commands are the questions that can be drawn."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Return the questions in their own order."""
        return list(DRAWN)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:  # noqa: ARG002 - click's own
        """Return the command of a question; raise NotFoundError, which is no wrong usage, where it has no picture."""
        chosen = drawable(cmd_name)

        @click.pass_obj
        def run(context: Context, /, *, output: Path, **values: Any) -> None:
            with context.store() as store, shown_by(track):
                drawn = chosen.make(context.desk, store, **values)
                write(output, page(drawn, as_of=store.data_version).encode())

        parameters = [*map(parameter, chosen.question.parameters), *_look(chosen.size, chosen.colour)]
        return click.Command(cmd_name, callback=run, params=parameters, short_help=chosen.title, help=chosen.title)


@click.group(cls=DrawGroup)
def draw() -> None:
    """Draw the answer to a question as a self-contained page."""


def _look(size: str | None, colour: str | None) -> list[click.Parameter]:
    return [
        click.Option(
            ["-o", "--output"], type=click.Path(dir_okay=False, path_type=Path), required=True, help="FILE.html"
        ),
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
