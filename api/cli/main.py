"""The entry of the command line: what ends a command early, even while it is being imported, is one sentence."""

import sys
from typing import NoReturn


def main() -> None:
    """Run the command line; a request that cannot be answered ends in one sentence and exit code 1."""
    try:
        _run()
    except KeyboardInterrupt:
        _stopped()
    except ImportError as error:
        # Ctrl-C while a compiled module is being imported comes out as this.
        if not isinstance(error.__cause__, KeyboardInterrupt):
            raise
        _stopped()


def _run() -> None:
    import click

    from api.cli.commands import cli
    from graph.errors import InterclusterError

    try:
        cli(prog_name="intercluster", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        _stopped()
    except InterclusterError as error:
        _end(f"intercluster: {error}")


def _stopped() -> NoReturn:
    _end("intercluster: stopped; the graph is as it was.")


def _end(sentence: str) -> NoReturn:
    print(sentence, file=sys.stderr)
    sys.exit(1)
