"""The environment, read once and passed on; nothing else reads it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path

USUAL_SPARK = "local[*]"
"""Spark on all cores of this machine."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Where things are kept and who may call.

    `data` is a folder of open data, which evaluations and benchmarks read where it is there. `home` holds the default
    store and what people decided; `store_url` says where the graph is; `token` is what a request must carry when the
    service listens beyond loopback; `spark` is the master that `--engine spark` computes on.
    """

    home: Path
    store_url: str
    data: Path
    token: str | None = None
    spark: str = USUAL_SPARK

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> "Settings":
        """Read INTERCLUSTER_HOME, _STORE, _DATA, _TOKEN and _SPARK, with defaults for what is not set."""
        named = environment.get("INTERCLUSTER_HOME")
        home = Path(named).expanduser().resolve() if named else user_data_path("intercluster")
        store_url = environment.get("INTERCLUSTER_STORE") or f"ladybug://{(home / 'store').as_posix()}"
        data = environment.get("INTERCLUSTER_DATA")
        beside = Path(__file__).resolve().parents[2] / "shared" / "data"
        return cls(
            home=home,
            store_url=store_url,
            data=Path(data).expanduser().resolve() if data else beside,
            token=environment.get("INTERCLUSTER_TOKEN") or None,
            spark=environment.get("INTERCLUSTER_SPARK") or USUAL_SPARK,
        )
