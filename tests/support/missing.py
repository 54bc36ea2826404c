"""What a test needs and a machine may lack: without it the test is skipped, with CI=true it fails."""

import os
from typing import NoReturn

import pytest


def missing(reason: str) -> NoReturn:
    """Skip the test with a reason in one line; fail it where CI=true, so that nothing is left out unseen."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
