"""A township's scoring table on its way: read out of a spreadsheet, scored by untouched, taken over, renewed with marks."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from db.arithmetic.rubric import Rubric, rubric_from_toml, rubric_to_toml
from db.errors import LedgerError
from db.exchange.handed_down import adopt, difference, handed_copies, versions_of
from db.exchange.handed_items import HandedItem
from db.exchange.rolling_up import reported_score
from db.ledgers import by_key
from db.ledgers.rubric import rubric_of
from db.rules.scoring.renewing import with_marks
from db.services.branch import Branch
from db.services.queries import get_row
from db.services.saving import remove
from db.township.handing_down import hand_down, items_in_force, publish, publish_read
from tests.support.branches import change, save_new
from tests.support.township import carry_down

ROWS = [
    ("1", "组织生活", "每月开展主题党日", 10, "每少一次扣1分"),
    ("2", "组织生活", "每季度召开支部党员大会", 8, "每少一次扣2分"),
    ("3", "阵地", "阵地整洁", 6, "不整洁酌情扣分"),
    ("4", "阵地", "制度上墙", "若干", ""),
]
TABLE = HandedItem("", 1, "rubric", "青石镇考核表")


def sheet(folder: Path, rows: Sequence[tuple[object, ...]] = ROWS, name: str = "考核.xlsx") -> Path:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["青石镇党支部考核对照表"])
    page.append(["序号", "考核类别", "考核内容", "分值", "评分标准"])
    for row in rows:
        page.append(list(row))
    path = folder / name
    book.save(path)
    return path


def change_sets(branch: Branch) -> int:
    return int(branch.database.connection.exec_driver_sql("SELECT count(*) FROM s_transaction").scalar_one())


def records(branch: Branch) -> list:
    return list(branch.rows("rubric"))


def only(branch: Branch) -> Rubric:
    (row,) = records(branch)
    return rubric_of(row)


def test_a_spreadsheet_goes_down_as_a_table_and_branches_score_by_it_untouched(
    township: Branch, known: Branch, usb: Path
) -> None:
    published = publish_read(township, TABLE, sheet(usb))
    assert published.piece.file == "考核.toml"
    assert published.words[0].startswith("从“考核.xlsx”读出3项，满分24分")
    assert "第6行没有读入：“制度上墙”的分值“若干”读不出来。" in published.words
    carry_down(township, known, usb)
    scored = reported_score(known)
    assert scored.rubric.title == "青石镇考核表"
    assert [item.item.title for item in scored.items] == [row[2] for row in ROWS[:3]]
    assert records(known) == []


def test_without_a_title_the_table_gives_its_own(township: Branch, usb: Path) -> None:
    made = publish_read(township, replace(TABLE, title=""), sheet(usb))
    assert made.piece.title == "青石镇党支部考核对照表"


@pytest.mark.parametrize(
    ("name", "content"), [("考核.pdf", b"%PDF-1.7"), ("考核.csv", "姓名,电话\n甲,乙\n".encode())]
)
def test_what_is_no_table_goes_down_as_a_plain_file_and_is_told(
    township: Branch, usb: Path, name: str, content: bytes
) -> None:
    file = usb / name
    file.write_bytes(content)
    published = publish_read(township, TABLE, file)
    assert (published.piece.file, published.piece.content) == (name, content)
    assert published.reading is None
    assert "原样下发，支部要自己照着登记评分表" in published.words[0]


def test_a_toml_that_is_no_table_is_refused_and_says_which_line(township: Branch, usb: Path) -> None:
    file = usb / "考核.toml"
    file.write_text(
        'title = "考核"\n[[item]]\ntitle = "一"\npoints = 1\n[[item]]\nname = "二"\npoints = 1\n', "utf-8"
    )
    with pytest.raises(LedgerError) as refused:
        publish(township, TABLE, file)
    assert refused.value.code == "damaged_rubric"
    assert "第2项没有评分内容（title）" in refused.value.message
    assert items_in_force(township) == ()


def test_checks_that_nobody_knows_are_told(township: Branch, usb: Path) -> None:
    file = usb / "考核.toml"
    file.write_text('title = "考核"\n[[item]]\ntitle = "一"\npoints = 1\nchecks = ["天气"]\n', "utf-8")
    published = publish_read(township, TABLE, file)
    assert published.piece.content == file.read_bytes()
    assert any("天气" in each for each in published.words)


@pytest.fixture
def adopted(township: Branch, known: Branch, usb: Path) -> tuple[str, str]:
    """The item and the uid of the record made of its first version."""
    item = publish(township, TABLE, sheet(usb)).item
    carry_down(township, known, usb)
    return item, adopt(known, item).uid


def test_taking_over_makes_the_reported_record_once(known: Branch, adopted: tuple[str, str]) -> None:
    item, uid = adopted
    (row,) = records(known)
    assert (row.uid, row.get("year"), row.get("is_reported")) == (uid, known.today.year, True)
    assert row.text("source") == f"handed:{item}"
    (copy,) = handed_copies(known)
    assert (copy.adopted, copy.ledger) == (uid, "rubric")
    with pytest.raises(LedgerError) as refused:
        adopt(known, item)
    assert (refused.value.code, refused.value.happened) == (
        "already_adopted",
        "“青石镇考核表”已经登记为评分表",
    )
    assert known.rows("document") == ()


def test_a_year_that_reports_by_another_table_keeps_doing_so(
    township: Branch, known: Branch, usb: Path
) -> None:
    line = {"number": "1", "title": "一", "points": "5"}
    save_new(known, "rubric", title="自己的表", year=known.today.year, is_reported=True, lines=[line])
    item = publish(township, TABLE, sheet(usb)).item
    carry_down(township, known, usb)
    made = adopt(known, item)
    assert {row.text("title"): row.get("is_reported") for row in records(known)} == {
        "自己的表": True,
        "青石镇考核表": False,
    }
    assert "上报的得分" not in made.words


def test_the_table_says_its_year(township: Branch, known: Branch, usb: Path) -> None:
    file = usb / "考核.toml"
    file.write_text('title = "考核"\nyear = 2025\n[[item]]\ntitle = "一"\npoints = 1\n', "utf-8")
    item = publish(township, TABLE, file).item
    carry_down(township, known, usb)
    adopt(known, item)
    assert [row.get("year") for row in records(known)] == [2025]


def test_a_newer_version_leaves_the_record_alone_until_it_is_taken_over_with_the_marks(
    township: Branch, known: Branch, usb: Path, adopted: tuple[str, str]
) -> None:
    item, uid = adopted
    marks = {"1": ("9", "少一次，补过"), "2": ("8", "齐全"), "3": ("5", "墙面旧")}
    lines = [
        {**line, "marked": marks[line["number"]][0], "reason": marks[line["number"]][1]}
        for line in records(known)[0].get("lines")
    ]
    change(known, "rubric", uid, lines=lines, document_number="青委〔2026〕3号")
    newer = [
        ROWS[0],
        ("2", "组织生活", "每季度召开支部党员大会", 5, "每少一次扣2分"),
        ROWS[2],
        ("4", "阵地", "制度上墙", 4, ""),
    ]
    publish(township, replace(TABLE, item=item), sheet(usb, newer, "新考核.xlsx"))
    carry_down(township, known, usb)
    assert only(known).key == uid
    newest, older = versions_of(known, item)
    assert difference(older.piece, newest.piece) == (
        "- 2．每季度召开支部党员大会（基本分8分）每少一次扣2分",
        "+ 2．每季度召开支部党员大会（基本分5分）每少一次扣2分",
        "+ 4．制度上墙（基本分4分）",
    )
    before = change_sets(known)
    made = adopt(known, item)
    assert made.uid != uid
    kept = only(known)
    assert [(line.number, line.marked, line.reason) for line in kept.items] == [
        ("1", 90, "少一次，补过"),
        ("2", None, ""),  # worth less than the mark now
        ("3", 50, "墙面旧"),
        ("4", None, ""),
    ]
    assert "2项自评分带了过来" in made.words
    assert "原来第2项的自评分没有带过来" in made.words
    (row,) = records(known)
    assert (row.get("is_reported"), row.text("document_number")) == (True, "青委〔2026〕3号")
    assert change_sets(known) == before + 1, (
        "the old one to the recycle bin and the new one in one change set"
    )
    assert get_row(known, by_key("rubric"), uid).removed_at


def test_a_table_in_the_recycle_bin_can_be_taken_over_anew(known: Branch, adopted: tuple[str, str]) -> None:
    item, uid = adopted
    remove(known, by_key("rubric"), [uid])
    again = adopt(known, item)
    assert again.uid != uid
    assert only(known).key == again.uid


def test_another_record_of_that_name_stands_in_the_way_and_the_sentence_says_what_to_do(
    township: Branch, known: Branch, usb: Path
) -> None:
    line = {"number": "1", "title": "一", "points": "5"}
    save_new(known, "rubric", title="青石镇考核表", year=known.today.year, lines=[line])
    item = publish(township, TABLE, sheet(usb)).item
    carry_down(township, known, usb)
    with pytest.raises(LedgerError) as refused:
        adopt(known, item)
    assert refused.value.code == "already_adopted"
    assert "回收站" in refused.value.remedy
    assert len(records(known)) == 1


def test_the_record_that_another_pc_made_is_known_again_whatever_was_marked_in_it(
    known: Branch, adopted: tuple[str, str]
) -> None:
    item, uid = adopted
    lines = [{**line, "checks": "MTG-02"} for line in records(known)[0].get("lines")]
    lines[2] |= {"marked": "5", "reason": "墙面旧"}
    change(known, "rubric", uid, lines=lines)
    with known.database.joined() as connection:  # this PC took the package, the other one took the table over
        connection.exec_driver_sql("UPDATE s_handed SET adopted = ''")
    known.forget()
    made = adopt(known, item)
    assert (made.uid, len(records(known))) == (uid, 1)
    assert "另一台电脑" in made.words


def test_a_newer_version_that_only_looks_at_something_else_is_taken_over_too(
    township: Branch, known: Branch, usb: Path
) -> None:
    file = usb / "考核.toml"
    text = 'title = "考核"\n[[item]]\nnumber = "1"\ntitle = "主题党日"\npoints = 5\n'
    file.write_text(text, "utf-8")
    item = publish(township, TABLE, file).item
    carry_down(township, known, usb)
    first = adopt(known, item).uid
    file.write_text(f'{text}checks = ["theme_day"]\n', "utf-8")
    publish(township, replace(TABLE, item=item), file)
    carry_down(township, known, usb)
    assert adopt(known, item).uid != first
    assert only(known).items[0].checks == ("theme_day",)


def test_what_no_branch_can_score_by_becomes_a_document_as_before(
    township: Branch, known: Branch, usb: Path
) -> None:
    file = usb / "考核.pdf"
    file.write_bytes(b"%PDF-1.7\n")
    item = publish(township, TABLE, file).item
    carry_down(township, known, usb)
    made = adopt(known, item)
    assert (made.ledger, records(known)) == ("document", [])
    assert handed_copies(known)[0].ledger == "document"


def test_a_spreadsheet_that_an_older_township_handed_down_as_it_is_can_be_taken_over(
    township: Branch, known: Branch, usb: Path
) -> None:
    content = sheet(usb).read_bytes()
    item = publish(township, replace(TABLE, kind="template"), usb / "考核.xlsx").item
    with township.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE t_item SET kind = 'rubric'")
    assert hand_down(township, usb).file
    carry_down(township, known, usb)
    assert handed_copies(known)[0].piece.content == content
    assert adopt(known, item).ledger == "rubric"
    assert only(known).full == 240


def test_a_change_that_no_line_shows_is_still_told() -> None:
    text = 'title = "表"\n[[item]]\ntitle = "一"\npoints = 5\n'
    older = replace(TABLE, file="表.toml", content=text.encode())
    newer = replace(older, version=2, content=f'{text}checks = ["theme_day"]\n'.encode())
    assert difference(older, replace(older, version=2)) == ()
    (told,) = difference(older, newer)
    assert "表.toml" in told


def test_marks_go_only_to_lines_that_stayed() -> None:
    text = 'title = "表"\n[[item]]\nnumber = "1"\ntitle = "一"\npoints = 5\n[[item]]\nnumber = "2"\ntitle = "二"\npoints = 5\n'
    old = rubric_from_toml("a", text.encode())
    marked = replace(old, items=tuple(replace(item, marked=30, reason="因") for item in old.items))
    swapped = rubric_from_toml("a", text.replace('"二"', '"换了"').encode())
    assert [item.marked for item in with_marks(swapped, marked).items] == [30, None]
    assert with_marks(old, marked) == marked
    chosen = replace(marked, items=tuple(replace(item, checks=("theme_day",)) for item in marked.items))
    assert [item.checks for item in with_marks(swapped, chosen).items] == [("theme_day",), ()]
    assert with_marks(replace(chosen, items=(replace(old.items[0], checks=("REC-*",)),)), chosen).items[
        0
    ].checks == ("REC-*",)
    assert rubric_from_toml("a", rubric_to_toml(old)) == old
