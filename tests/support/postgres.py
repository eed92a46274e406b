"""A real PostgreSQL for the tests: the one that `.ci/run` has started, or a throw-away cluster of our own.

`BRANCH_LEDGER_POSTGRES` is the address of a running one. Without it and without the distribution's binaries the tests
that need a server are left out on a developer's PC, and fail where `CI` is set.
"""

import os
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

VARIABLE = "BRANCH_LEDGER_POSTGRES"


def binaries() -> Path | None:
    """The folder of initdb and pg_ctl of the newest version installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def cluster(tools: Path) -> Iterator[str]:
    """A cluster in a temporary folder on a free port of this machine alone; stopped and removed at the end."""
    owner = {"user": "postgres", "group": "postgres"} if os.geteuid() == 0 else {}
    root = Path(tempfile.mkdtemp(prefix="branch-ledger-postgres-"))
    password = secrets.token_hex(8)
    (root / "password").write_text(password)
    if owner:
        shutil.chown(root, "postgres", "postgres")
        shutil.chown(root / "password", "postgres", "postgres")
    port = _free_port()

    def run(*words: str) -> None:
        subprocess.run(
            words, check=True, cwd=root, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL, **owner
        )

    try:
        run(
            str(tools / "initdb"), "-D", str(root / "data"), "-U", "keeper", "-A", "scram-sha-256",
            "--pwfile", str(root / "password"), "-E", "UTF8", "--locale", "C.UTF-8", "--no-sync",
        )  # fmt: skip
        settings = f"-p {port} -k {root} -c listen_addresses=127.0.0.1 -c fsync=off"
        run(
            str(tools / "pg_ctl"),
            "-D",
            str(root / "data"),
            "-w",
            "-l",
            str(root / "log"),
            "-o",
            settings,
            "start",
        )
        yield f"postgresql+psycopg://keeper:{password}@127.0.0.1:{port}/postgres"
    finally:
        if (root / "data" / "postmaster.pid").exists():
            run(str(tools / "pg_ctl"), "-D", str(root / "data"), "-w", "-m", "immediate", "stop")
        shutil.rmtree(root, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a server's maintenance database."""
    given = os.environ.get(VARIABLE)
    if given:
        yield given
        return
    tools = binaries()
    if tools is None:
        if os.environ.get("CI"):
            pytest.fail("no PostgreSQL here, and these tests are never left out in CI")
        pytest.skip("no PostgreSQL of the distribution is installed here")
    with cluster(tools) as url:
        yield url


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The address of an empty database of one's own."""
    import psycopg

    plain = postgres_server.replace("+psycopg", "")
    name = f"test_{secrets.token_hex(6)}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield f"{postgres_server.rpartition('/')[0]}/{name}"
    with psycopg.connect(plain, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
