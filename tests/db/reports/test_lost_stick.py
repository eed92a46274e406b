"""The page for a lost stick: packages with who could open them, files that lie open, and what to do."""

from itertools import pairwise

from db.exchange.inviting import invite
from db.exchange.naming_sites import rename_site
from db.reports.document import Heading, Paragraph, Table
from db.reports.lost_stick import MOST, lost_stick_page
from db.services.branch import Branch
from db.services.trail import note
from tests.support.branches import full_member
from tests.support.exchange import Stick


def tables(branch: Branch) -> dict[str, Table | Paragraph]:
    blocks = lost_stick_page(branch).blocks
    return {block.text: after for block, after in pairwise(blocks) if isinstance(block, Heading)}


def rows(branch: Branch, heading: str) -> list[tuple[str, ...]]:
    table = tables(branch)[heading]
    assert isinstance(table, Table)
    return [tuple(map(str, row)) for row in table.rows]


def test_each_package_says_who_could_open_it(office: Branch, home: Branch, stick: Stick) -> None:
    rename_site(office, home.journal.site, "家里的电脑")
    full_member(office, "曾淑")
    stick.put(office)
    invite(office, stick.folder)
    found = {row[0]: row[-1] for row in rows(office, "本机写过的数据包")}
    newest = max(name for name in found if name.startswith("同步"))
    assert "家里的电脑" in found[newest]
    assert any("知道验证码" in who for name, who in found.items() if name.startswith("邀请"))


def test_what_lies_open_is_listed_and_nothing_else(office: Branch) -> None:
    note(office, "export", "党员名册 → 名册.xlsx", "12条")
    note(office, "print", "党员花名册", "3页，PDF")
    note(office, "print", "党员花名册", "3页，打印机")
    found = rows(office, "导出和打印成的文件（没有加密）")
    assert [row[2:] for row in found] == [("党员花名册", "3页，PDF"), ("党员名册 → 名册.xlsx", "12条")]


def test_a_branch_that_wrote_nothing_gets_a_page_all_the_same(branch: Branch) -> None:
    found = tables(branch)
    assert found["本机写过的数据包"] == Paragraph("没有写过数据包。")
    assert any(
        "加密" in block.text for block in lost_stick_page(branch).blocks if isinstance(block, Paragraph)
    )


def test_only_the_newest_stand_on_the_page(office: Branch) -> None:
    for number in range(MOST + 5):
        note(office, "export", f"第{number}份.xlsx")
    found = rows(office, "导出和打印成的文件（没有加密）")
    assert len(found) == MOST
    assert found[0][2] == f"第{MOST + 4}份.xlsx"
