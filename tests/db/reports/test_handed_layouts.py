"""Box layouts that a township handed down: read like the bundled ones, and nothing in them believed unseen."""

import pytest

import resources
from db.errors import LedgerError
from db.reports.boxes import TEMPLATES, handed_template, template, template_of
from db.reports.folder import build_folder
from db.reports.source import PrintOptions
from db.services.handed_files import HandedFile

ITEM = "6a0e1b1c-2222-4333-8444-555566667777"
BOX = """
[[box]]
number = 1
title = "会议"
category = "组织生活"
retention = "30年"
"""
GOOD = (
    BOX
    + """
[[box.item]]
title = "党员大会"
ledger = "general_meeting"
[[box.item]]
title = "花名册"
print = "roster"
[[box.item]]
title = "其余"
rest = true
"""
)


@pytest.mark.parametrize("key", TEMPLATES)
def test_a_bundled_layout_handed_down_reads_the_same(key):
    bundled = template(key)
    handed = handed_template(key, bundled.title, resources.read_text(f"boxes/{key}.toml").encode())
    assert handed.boxes == bundled.boxes


def test_a_folder_is_made_by_its_title_or_id(source, facts):
    source.layouts = (HandedFile(ITEM, "青石镇一盒", GOOD.encode()),)
    for name in ("青石镇一盒", ITEM, ITEM[:8]):
        folder = build_folder(source, facts, PrintOptions(year=2026, template=name))
        assert [box.label.title for box in folder.boxes] == ["会议"]
        assert [item.title for item in folder.boxes[0].items] == ["党员大会", "花名册", "其余"]


def test_an_answer_is_kept_under_the_id_through_all_versions(source, facts):
    source.layouts = (HandedFile(ITEM, "新名称", GOOD.replace("花名册", "照片").encode()),)
    assert template_of(source, "新名称").key == ITEM


def test_a_bundled_name_is_never_taken_over(source):
    source.layouts = (HandedFile(ITEM, "village", GOOD.encode()),)
    assert len(template_of(source, "village").boxes) == 12


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("[[box", "不是正确的 TOML"),
        ("\x00", "不是正确的 TOML"),
        ("title = '空'", "“box”应有1到40个"),
        (BOX, "“item”应有1到60个"),
        (GOOD.replace("number = 1", "number = 0"), "没有正确的编号"),
        (GOOD.replace("number = 1", "number = true"), "没有正确的编号"),
        (GOOD + GOOD, "两盒的编号相同"),
        (GOOD.replace("会议", "会" * 101), "title 应是一行不超过100字"),
        (GOOD.replace("general_meeting", "secret"), "第1盒“党员大会”要的台账这个版本没有"),
        (GOOD.replace("roster", "inspection_folder"), "不能单独打印"),
        (GOOD.replace("roster", "minutes"), "不能单独打印"),
        (GOOD.replace("rest = true", "rest = 1"), "rest 应是 true"),
        (GOOD.replace("rest = true", ""), "要写明一种来源"),
        (GOOD.replace("rest = true", "rest = true\npaper = true"), "要写明一种来源"),
        (GOOD.replace("rest = true", "documents = 'a'"), "documents 应是一列词"),
        (GOOD.replace("花名册", "其余二").replace('print = "roster"', "rest = true"), "“rest”只能有一处"),
        (GOOD.replace("rest = true", "rest = true\noccasional = 'x'"), "occasional 应是 true 或 false"),
        ("box = 3", "“box”应有"),
        ("box = [3]", "没有正确的编号"),
    ],
)
def test_what_cannot_be_filed_by_is_refused_in_one_sentence(content, why):
    with pytest.raises(LedgerError) as refused:
        handed_template(ITEM, "一盒", content.encode())
    assert refused.value.code == "damaged_layout"
    assert why in refused.value.message
    assert "\n" not in refused.value.message
