"""How fast it is, and beside what: run by hand, never as tests."""

import sys
from collections.abc import Callable


def run(main: Callable[[], None], what: str | None) -> None:
    """Run a benchmark, or say what it does where --help is asked for."""
    if {"-h", "--help"} & set(sys.argv[1:]):
        print(what)
    else:
        main()
