"""`brief`: what there is to say of an entity or a pair, as a document to take away."""

from pathlib import Path

import click

from api.briefs.asked import brief as brief_of
from api.briefs.files import written
from api.briefs.spoken import spoken
from api.cli.context import Context, language_option, write
from api.cli.progress import track
from api.words.language import Language
from graph.days import day_of
from graph.progress import shown_by


@click.pass_obj
def _brief(context: Context, names: tuple[str, ...], at: str | None, language: str, output: Path) -> None:
    with context.store() as store, shown_by(track):
        found = brief_of(context.desk, store, names, day_of(at) if at else None)
        write(output, written(spoken(found, Language(language)), output.suffix.lower().removeprefix(".")))


brief = click.Command(
    "brief",
    callback=_brief,
    params=[
        click.Argument(["names"], nargs=-1, required=True, metavar="NAME [NAME ...]"),
        click.Option(["--at"], metavar="YYYY-MM-DD", help="As of this day; what has unknown dates stays in."),
        language_option(),
        click.Option(
            ["-o", "--output"],
            type=click.Path(dir_okay=False, path_type=Path),
            required=True,
            help="FILE.docx, FILE.pdf or FILE.html; FILE.svg or FILE.png is its figure alone.",
        ),
    ],
    short_help="Write a brief of a cluster, organisation, project or pair.",
    help="Write a brief of a cluster, an organisation or a project, of a pair that may be one (`brief BIM WTCB`, or "
    '"BIM -> WTCB"), or of several: the answer in a sentence, a figure, reasons for and against, how sure it is, what '
    "happened, what is unknown, sources, method, and how to cite it.",
)
