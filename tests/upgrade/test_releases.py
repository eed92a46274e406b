"""The newest program opens the books of every release and takes in its packages (faults F46 and F05)."""

import zipfile
from pathlib import Path

import pytest

from db.clock import fixed_clock
from db.exchange.receiving import receive
from db.exchange.rolling_up import roll_up
from db.ledgers import LEDGERS, by_key
from db.services.branch import Branch
from db.services.verifying import verify
from db.township.overview import standings
from db.township.taking_in import take_in
from tests.support.branches import open_folder
from tests.support.township import introduce, make_township_folder
from tests.upgrade.keep_release import ARRIVES, KEPT

RELEASES = sorted(KEPT.glob("*.zip"))
LATER = fixed_clock("2027-03-01T09:00:00+08:00")


@pytest.fixture(params=RELEASES, ids=lambda path: path.stem)
def release(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A folder with what a release left behind."""
    with zipfile.ZipFile(request.param) as archive:
        archive.extractall(tmp_path)
    return tmp_path


def kinds_with_records(branch: Branch) -> set[str]:
    return {spec.key for spec in LEDGERS if branch.rows(spec.key)}


def test_a_release_is_kept_for_every_version_that_was_cut() -> None:
    assert RELEASES


def test_its_books_open_and_are_what_their_journal_says(release: Path) -> None:
    for name in ("office", "home"):
        branch = open_folder(release / name, LATER)
        assert verify(branch) == []
        assert {"person", "general_meeting", "heart_talk", "document"} <= kinds_with_records(branch)
        branch.close()


def test_its_package_is_taken_in(release: Path) -> None:
    home = open_folder(release / "home", LATER)
    (package,) = release.glob("*.dbx")
    (received,) = receive(home, package)
    assert received.new == 1
    assert ARRIVES in {row.text("name") for row in home.rows(by_key("person").key)}
    assert verify(home) == []
    home.close()


def test_its_books_are_reported_with_a_score(release: Path) -> None:
    make_township_folder(release / "township")
    township, home = open_folder(release / "township", LATER), open_folder(release / "home", LATER)
    introduce(township, home, release)
    (result,) = take_in(township, roll_up(home, release).file, trust=True)
    (standing,) = standings(township.database.connection, township.today)
    assert result.state == "accepted"
    assert standing.score is not None
    assert standing.scored.full == 1000
    home.close()
    township.close()
