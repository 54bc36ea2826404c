"""The folder of real open data, for the tests that need it."""

import pytest

from graph.settings import Settings

DATA = Settings.from_environment().data

needs_data = pytest.mark.skipif(
    not (DATA / "README.md").exists(), reason=f"no open data in {DATA.name}: set INTERCLUSTER_DATA to its folder"
)
