"""A township of one's own, a branch that knows it, and a stick."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from db.services.branch import Branch
from tests.support.township import introduce, make_township_folder, open_copy


@pytest.fixture(scope="session")
def township_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("township-template") / "township"
    make_township_folder(root)
    return root


@pytest.fixture
def township(township_template: Path, tmp_path: Path) -> Iterator[Branch]:
    opened = open_copy(township_template, tmp_path / "township")
    yield opened
    if not opened.database.connection.closed:
        opened.close()


@pytest.fixture
def usb(tmp_path: Path) -> Path:
    folder = tmp_path / "usb"
    folder.mkdir()
    return folder


@pytest.fixture
def known(township: Branch, branch: Branch, usb: Path) -> Branch:
    """The branch, having taken the township's card."""
    introduce(township, branch, usb)
    return branch
