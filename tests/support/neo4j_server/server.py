"""A real Neo4j Community server without Docker: its jars from Maven Central, run on Java 17 on a free loopback port.

`python -m tests.support.neo4j_server.server` starts one for a person to play with.
"""

import contextlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from platformdirs import user_cache_path

from tests.support.processes import HUNG, UnavailableError, free_port, wait_for

VERSION = "5.26.12"
CONFIGURATION = """
server.bolt.listen_address=127.0.0.1:{port}
server.bolt.advertised_address=127.0.0.1:{port}
server.http.enabled=false
server.https.enabled=false
dbms.usage_report.enabled=false
dbms.security.auth_enabled=true
server.memory.pagecache.size=128m
dbms.memory.transaction.total.max=700m
"""
OPENED = [
    f"--add-opens=java.base/{package}=ALL-UNNAMED"
    for package in ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent", "java.lang")
]


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[str]:
    """Run a server with its data in `folder` and give its URL, password included; raise UnavailableError if none.

    The options are Java's own.
    """
    jars = _jars()
    port, password = free_port(), secrets.token_hex(8)
    (folder / "conf").mkdir(parents=True, exist_ok=True)
    (folder / "conf" / "neo4j.conf").write_text(CONFIGURATION.format(port=port))
    java = ["java", "-Xmx768m", "-XX:+ExitOnOutOfMemoryError", *options, *OPENED, "-cp", f"{jars}/*"]
    homes = {**os.environ, "NEO4J_HOME": str(folder), "NEO4J_CONF": str(folder / "conf")}
    admin = [*java, "org.neo4j.server.startup.Neo4jAdminCommand", "dbms", "set-initial-password", password]
    subprocess.run(admin, env=homes, check=True, capture_output=True, timeout=HUNG)
    with (folder / "server.log").open("wb") as log:
        places = [f"--home-dir={folder}", f"--config-dir={folder / 'conf'}"]
        entry = [*java, "org.neo4j.server.CommunityEntryPoint", *places]
        server = subprocess.Popen(entry, env=homes, stdout=log, stderr=log)
    try:
        wait_for(port, server, "Neo4j", folder / "server.log")
        yield f"neo4j://neo4j:{password}@127.0.0.1:{port}"
    finally:
        server.terminate()
        try:
            server.wait(timeout=HUNG)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait(timeout=HUNG)


def _jars() -> Path:
    """Return the folder of the server's jars, fetched once; a fetch that was cut short does not count."""
    for program in ("java", "mvn"):
        if shutil.which(program) is None:
            raise UnavailableError(f"no Docker engine, and no '{program}' to run Neo4j without one")
    jars = user_cache_path("intercluster") / f"neo4j-{VERSION}"
    if not jars.is_dir():
        partial = jars.with_name(f"{jars.name}-{secrets.token_hex(4)}")
        pom = Path(__file__).with_name("pom.xml")
        fetch = ["mvn", "-q", "-B", "-f", str(pom), "dependency:copy-dependencies", f"-DoutputDirectory={partial}"]
        done = subprocess.run(fetch, check=False, capture_output=True, text=True, timeout=600)
        if done.returncode != 0:
            shutil.rmtree(partial, ignore_errors=True)
            raise UnavailableError("Neo4j's jars could not be fetched with Maven")
        with contextlib.suppress(OSError):  # another run was faster
            partial.rename(jars)
    return jars


def main() -> None:
    """Run a server until Ctrl-C, its data in a temporary folder."""
    with tempfile.TemporaryDirectory() as folder, contextlib.suppress(KeyboardInterrupt):
        try:
            with running(Path(folder)) as url:
                print(f"Neo4j runs until Ctrl-C; to use it:\n  export INTERCLUSTER_STORE={url}", flush=True)
                while True:
                    time.sleep(1)
        except UnavailableError as error:
            sys.exit(f"No Neo4j: {error}.")


if __name__ == "__main__":
    main()
