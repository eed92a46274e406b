"""What every test stands on: no screen is needed, and an unexpected warning in the log is a failure."""

import logging
import os
import shutil
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from tests.support.branches import branch, branch_folder, branch_template, recovery_code
from tests.support.exchange import home, home_folder, office, office_folder, pair_of_folders, stick

__all__ = [
    "branch", "branch_folder", "branch_template", "home", "home_folder", "office", "office_folder",
    "pair_of_folders", "recovery_code", "stick",
]  # fmt: skip


IN_A_RUN = "BRANCH_LEDGER_TEST_PROFILE"

# how long an example takes says nothing on a machine that runs four tests at once
settings.register_profile("ledger", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("ledger")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--headed", action="store_true", help="show the windows on the real screen")


def pytest_configure(config: pytest.Config) -> None:
    # A run inside a test (of the mutants) must leave the outer one its profile; a worker has one of its own.
    if IN_A_RUN not in os.environ or hasattr(config, "workerinput"):
        _keep_out_of_the_real_profile(config)
    os.environ["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"  # never the real user's keyring
    if not config.getoption("--headed"):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _keep_out_of_the_real_profile(config: pytest.Config) -> None:
    """No test writes into the real user's folders: this run has folders of its own, taken away at its end."""
    profile = tempfile.mkdtemp(prefix="branch-ledger-profile-")
    config.add_cleanup(lambda: shutil.rmtree(profile, ignore_errors=True))
    config.add_cleanup(lambda: os.environ.pop(IN_A_RUN, None))
    for variable in (IN_A_RUN, "XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
        os.environ[variable] = profile


@pytest.fixture(autouse=True)
def _log_stays_quiet(caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest) -> Iterator[None]:
    yield
    if "expects_log" in request.keywords:
        return
    loud = [record.getMessage() for record in caplog.get_records("call") if record.levelno >= logging.WARNING]
    assert not loud, f"unexpected log: {loud}"
