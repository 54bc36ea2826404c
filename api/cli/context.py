"""What every command is given, and how a command writes a file."""

from dataclasses import dataclass
from pathlib import Path

import click

from graph.errors import InterclusterError
from graph.judgements import Judgements
from graph.settings import Settings
from graph.store import Store, open_store
from queries.asking.desk import Desk
from queries.asking.disk import DiskCache


@dataclass(frozen=True, slots=True)
class Context:
    """The settings, and the store that the user chose."""

    settings: Settings
    store_url: str

    def store(self) -> Store:
        """Open the store that the user chose."""
        return open_store(self.store_url)

    @property
    def desk(self) -> Desk:
        """Where questions are asked."""
        return Desk(DiskCache(self.settings.home / "answers"), self.judgements)

    @property
    def judgements(self) -> Judgements:
        """What people decided."""
        return Judgements(self.settings.home)


def language_option() -> click.Option:
    """Return the option that says in which language a file is written."""
    from api.words.language import LANGUAGES  # here: most commands speak English alone

    choice = click.Choice(list(LANGUAGES))
    return click.Option(["--language"], type=choice, default="en", show_default=True, help="In this language.")


def write(path: Path, content: bytes) -> None:
    """Write a file and say so; raise InterclusterError where that fails."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise InterclusterError("%(path)s cannot be written: %(error)s.", path=path, error=error.strerror) from error
    click.echo(f"Wrote {path}", err=True)
