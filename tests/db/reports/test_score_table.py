"""The scored table on paper: faults and proofs in words, or with their places in a folder."""

from dataclasses import replace

from db.changes import Row
from db.reports import PrintOptions, build_print, print_kind
from db.reports.boxes import template
from db.reports.document import Place, texts_of
from db.reports.folder import inspection_folder
from db.rules.duties import duties
from db.services.handed_files import HandedFile
from tests.db.reports.conftest import Source

ITEM = "0b7c1d52-7c1e-4a1e-9a53-2f1f6a6f0001"
TABLE = """
title = "青石镇考核表"
[[item]]
title = "每季度上党课"
points = 8
checks = ["party_lecture"]
[[item]]
title = "制度上墙"
points = 2
evidence = "照片"
""".encode()


def printed(source: Source, facts, **more):
    return build_print(print_kind("score_table"), source, facts, PrintOptions(year=2026, **more))


def test_a_table_that_was_handed_down_is_scored_and_printed_by_its_title(source: Source, facts) -> None:
    source.layouts = (HandedFile(ITEM, "青石镇考核表", TABLE),)

    words = "\n".join(texts_of(printed(source, facts, rubric="青石镇考核表")))

    assert "青石镇考核表自评" in words
    assert "1项2分待自评" in words
    assert "程序查不了，请对照佐证（照片）自评" in words
    assert "未完成，应在" in words


def test_in_a_folder_the_proofs_are_told_by_box_page_and_piece(source: Source, facts) -> None:
    plans = [
        Row("document", uid, {"kind": "plan", "title": title, "dated_on": "2026-01-10", "year": 2026})
        for uid, title in (("d1", "年度工作计划"), ("d2", "学习计划"), ("d3", "发展计划"))
    ]
    source.held["document"] = plans
    source.layouts = (HandedFile(ITEM, "表", TABLE.replace(b"party_lecture", b"paper:plan")),)
    document = printed(source, facts, rubric="表")
    assert "文件材料3件（发展计划、学习计划、年度工作计划）" in texts_of(document)

    assert document.located is not None
    places = {
        ("document", "d1"): Place("③", 1, 4),
        ("document", "d2"): Place("③", 2, 9),
        ("document", "d3"): Place("⑥", 5),
    }
    assert "③第4、9页；⑥第5件" in texts_of(document.located(places))
    assert "③第1、2件" in texts_of(
        document.located(
            {key: replace(place, page=None) for key, place in places.items() if place.box == "③"}
        )
    )


def test_the_table_lies_in_the_box_only_where_one_is_kept_for_the_year(source: Source, facts) -> None:
    def titles(year: int) -> list[str]:
        folder = inspection_folder(source, facts, duties(facts, year), (year, template("village")))
        return [each.title for box in folder.boxes for each in box.documents]

    assert not any("自评" in title for title in titles(2026))
    line = {"number": "1", "title": "年度有计划", "points": 10, "kind": "base", "checks": "annual_plan"}
    source.held["rubric"] = [Row("rubric", "r1", {"title": "镇考核表", "year": 2026, "lines": [line]})]
    source.held["rubric"][0] = replace(
        source.held["rubric"][0], values={**source.held["rubric"][0].values, "is_reported": True}
    )
    assert "镇考核表自评" in titles(2026)
    assert not any("自评" in title for title in titles(2025))
