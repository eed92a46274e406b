"""The package for whoever helps holds nothing of any person, and opens with its code alone."""

import io
import json
import zipfile
from pathlib import Path

import pyrage

from db.paths import BranchFolder
from db.recovery.support_package import report, write_support_package
from db.services.branch import Branch
from tests.support.branches import full_member


def test_the_package_opens_with_its_code_and_holds_no_personal_word(branch: Branch, tmp_path: Path) -> None:
    full_member(branch, "曾淑雅", phone="13812345678", id_number="110101199003076579")
    code = write_support_package(branch.folder, branch.secret("database"), tmp_path / "support.age")
    sealed = (tmp_path / "support.age").read_bytes()
    package = zipfile.ZipFile(io.BytesIO(pyrage.passphrase.decrypt(sealed, code)))
    content = b"".join(package.read(name) for name in package.namelist()).decode()
    found = json.loads(package.read("report.json"))
    assert (found["pages"], found["rows"]["person"]) == ([], 1)
    for word in ("曾淑雅", "13812345678", "110101199003076579", "白果村", "林书记"):
        assert word not in content
    assert len(code.replace("-", "")) == 16


def test_without_the_key_the_outside_is_described(branch: Branch) -> None:
    found = report(BranchFolder(branch.folder.root), None)
    assert found["files"]["branch.db"] > 0
    assert "rows" not in found
