"""Papers of an appraisal and of a life meeting: what was written down, and lines where nothing was."""

import pytest

from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import ReportDocument, RuledLines, Table, texts_of
from tests.support.paper_life import appraisal_row, item_row


@pytest.fixture
def paper(source, facts):
    """Makes one paper; `held` replaces the records of a ledger."""

    def make(kind: str, **held: object) -> ReportDocument:
        source.held |= held
        ledger = print_kind(kind).ledger
        uid = source.held[ledger][0].uid if ledger else ""
        built = build_print(print_kind(kind), source, facts, PrintOptions(uid=uid, year=2026))
        assert isinstance(built, ReportDocument)
        return built

    return make


def table(document: ReportDocument) -> Table:
    return next(block for block in document.blocks if isinstance(block, Table))


def text(document: ReportDocument) -> str:
    return "\n".join(texts_of(document))


def lines(document: ReportDocument) -> list[str]:
    return [block.label for block in document.blocks if isinstance(block, RuledLines)]


def test_a_ballot_lists_who_is_graded_by_strokes_and_tells_two_of_one_name_apart(paper):
    ballot = paper("appraisal_ballot")
    assert [row[1] for row in table(ballot).rows] == [
        "王建国（1950）",
        "李秀英",
        "方桂𬭛",
        "陈大山",
        "欧阳春花",
        "王建国（1962）",
    ]
    assert [column.title for column in table(ballot).columns][2:] == ["优秀", "合格", "基本合格", "不合格"]
    assert all(row[2:] == ("", "", "", "") for row in table(ballot).rows)
    assert "基数为应评定等次的党员6人，最多2人" in text(ballot)
    assert "签名" not in text(ballot)


def test_the_tally_shows_votes_what_they_come_to_and_the_grade_given(paper):
    tally = paper("appraisal_tally")
    rows = {row[1]: row[2:] for row in table(tally).rows}
    assert rows["王建国（1950）"] == ("6", "1", "0", "0", "7", "优秀", "优秀")
    assert rows["方桂𬭛"][5:] == ("合格：优秀票居多，但按票数排第3，优秀名额2名", "合格")
    assert rows["王建国（1962）"] == ("", "", "", "", "", "", "合格")
    assert "周长根（年老体弱、患病）、唐小龙（预备党员）" in text(tally)


def test_a_stage_that_was_not_written_down_stays_empty(paper, facts):
    tally = paper("appraisal_tally")
    fields = {field.label: field.value for row in tally.blocks[0].rows for field in row}
    assert fields["个人自评"] == "2026年3月5日"
    assert fields["党员互评"] == "　　　年　月　日"


def test_the_notice_counts_grades_and_names_everybody_once(paper):
    notice = paper("appraisal_grades")
    assert [(row[0], row[2]) for row in table(notice).rows] == [
        ("优秀", "2"),
        ("合格", "4"),
        ("不定等次", "2"),
    ]
    assert "优秀2名、合格4名、基本合格0名、不合格0名" in text(notice)
    assert "公示期：2026年3月6日至2026年3月13日" in text(notice)


def test_who_has_no_grade_yet_is_not_called_qualified(paper, facts):
    row = appraisal_row(facts.roster)
    for member in row["members"]:
        member["grade"] = None
    assert [each[0] for each in table(paper("appraisal_grades", appraisal=[row])).rows] == [
        "还没有评定",
        "不定等次",
    ]


def test_each_member_gets_a_slip_with_room_for_the_opinion(paper):
    slips = paper("appraisal_feedback")
    assert text(slips).count("本人意见：") == 8
    assert "不定等次（预备党员）" in text(slips)
    assert "李秀英同志" in text(slips)


def test_a_round_without_a_list_says_so(paper, facts):
    empty = [appraisal_row(facts.roster, members=[])]
    for kind in ("appraisal_ballot", "appraisal_tally", "appraisal_grades", "appraisal_feedback"):
        assert "还没有列出评议名单" in text(paper(kind, appraisal=empty)) or not table(paper(kind)).rows


def test_opinions_talks_and_self_examinations_are_summed_up(paper):
    summed = paper("life_opinions")
    assert table(summed).rows == (("1", "开会时间太长", "支委会", "征求意见表", "党员"),)
    assert "会前谈心谈话3次" in text(summed)
    assert "2026年3月1日" in text(summed)


def test_criticism_is_printed_as_written_and_lines_stand_where_nothing_was(paper):
    printed = paper("life_criticism")
    assert "听意见少" in text(printed)
    assert "李秀英：" in text(printed)
    assert "对别人提出批评意见0条，收到1条。" in text(printed)
    assert lines(printed) == ["自我批评：", "其他同志的批评意见：", "自我批评：", "其他同志的批评意见："]


def test_a_year_without_written_criticism_prints_no_empty_record(source, facts, make_meeting):
    source.held["life_meeting"] = [make_meeting("life_meeting", "l2", "2026-03-05")]
    built = print_kind("life_criticism").build(source, facts, PrintOptions(year=2026))
    assert isinstance(built, ReportDocument)
    assert table(built).rows == ()


def test_the_list_of_rectification_is_in_the_order_of_due_days_and_says_what_is_done(paper):
    printed = paper(
        "rectification_list",
        rectification=[
            item_row("r3", "2026-06-30"),
            item_row("r1", "2026-04-10", "2026-04-02", checked_on="2026-06-01"),
            item_row("r2", "2026-12-31"),
        ],
    )
    assert [row[5] for row in table(printed).rows] == ["2026-04-10", "2026-06-30", "2026-12-31"]
    assert [row[7] for row in table(printed).rows] == ["已完成", "已逾期", "整改中"]
    assert table(printed).rows[0][6] == "2026-04-02完成；照片两张；2026-06-01回头看：已看"
    assert "共3条，已完成1条" in text(printed)


def test_the_box_of_organizational_life_is_filled_from_the_ledgers(source, facts):
    folder = build_print(print_kind("inspection_folder"), source, facts, PrintOptions(year=2026))
    items = {item.title: item for box in folder.boxes for item in box.items}
    for title in ("批评与自我批评记录", "整改清单", "民主评议党员测评汇总", "民主评议党员结果公示"):
        assert items[title].state == "present", title
        assert items[title].documents
