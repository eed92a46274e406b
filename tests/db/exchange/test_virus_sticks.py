"""A stick that seems to carry a virus (fault F61): told in one sentence; nothing on it is opened, and ours is read."""

from pathlib import Path

import pytest

from db.exchange.receiving import receive
from db.exchange.sticks import stick_warning
from db.services.branch import Branch
from tests.support.branches import full_member
from tests.support.exchange import Stick


@pytest.mark.parametrize(
    "names",
    [
        ("autorun.inf",),
        ("AutoRun.INF",),
        ("资料/", "资料.exe"),
        ("资料/", "资料.lnk"),
        ("上报.dbx", "上报.EXE"),
        ("下面/照片/", "下面/照片.scr"),
    ],
)
def test_what_the_usual_stick_viruses_leave_is_told(tmp_path: Path, names: tuple[str, ...]) -> None:
    for name in names:
        path = tmp_path / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"")
    warning = stick_warning(tmp_path)
    assert Path(names[-1]).name in warning
    assert "\n" not in warning
    assert stick_warning(tmp_path / names[0]) or "/" in names[0]


def test_an_ordinary_folder_is_no_alarm(tmp_path: Path) -> None:
    for name in ("浏览器.lnk", "安装.exe", "一/二/资料.exe", "花名册.xlsx", "花名册.dbx"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"")
    (tmp_path / "一" / "二" / "资料").mkdir()  # two levels below is not looked at
    assert stick_warning(tmp_path) == ""
    assert stick_warning(tmp_path / "没有") == ""


def test_our_package_on_such_a_stick_is_taken_in_and_nothing_else_touched(
    office: Branch, home: Branch, stick: Stick
) -> None:
    full_member(office, "曾淑")
    virus = stick.folder / "autorun.inf"
    virus.write_bytes(b"[autorun]")
    stick.put(office)
    (received,) = receive(home, stick.folder)
    assert received.new == 1
    assert virus.read_bytes() == b"[autorun]"
    assert stick_warning(stick.folder)


def test_many_are_counted_and_few_named(tmp_path: Path) -> None:
    for number in range(9):
        (tmp_path / f"文件夹{number}").mkdir()
        (tmp_path / f"文件夹{number}.exe").write_bytes(b"")
    assert "等9个" in stick_warning(tmp_path)
