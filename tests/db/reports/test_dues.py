"""What the papers about dues say."""

from dataclasses import replace

import pytest

from db.errors import NotFoundError
from db.reports import PrintOptions, build_print, print_kind
from db.reports.boxes import template
from db.reports.document import Table, texts_of
from db.reports.folder import inspection_folder
from tests.db.reports.conftest import Source
from tests.support.cases_dues import dues_kept, paid, with_dues, with_standard, without_months


def printed(key: str, facts=None, **options):
    return build_print(print_kind(key), Source(), facts or dues_kept(), PrintOptions(**options))


def text_of(key: str, facts=None, **options) -> str:
    return "\n".join(texts_of(printed(key, facts, **options)))


def test_a_receipt_says_who_paid_what_for_which_months_in_capitals():
    once = paid(
        0, "2025-01", "2025-02", "2025-03", fen=9636, on="2025-03-10", uid="one", receipt_number="2025-014"
    )
    text = text_of("dues_receipts", with_dues(dues_kept(), payments=(once,)), uid="one")

    for words in ("No. 2025-014", "赵甲生", "2025年1月至3月", "玖拾陆元叁角陆分", "¥96.36", "2025年3月10日"):
        assert words in text


def test_the_receipts_of_a_month_are_those_paid_in_it_and_blank_ones_where_there_are_none():
    assert text_of("dues_receipts", year=2025, month=3).count("党费收据　No.") == 10
    blank = text_of("dues_receipts", year=2024, month=3)
    assert blank.count("党费收据　No.") == 3
    assert "赵甲生" not in blank


def test_an_unknown_payment_is_refused():
    with pytest.raises(NotFoundError, match="党费交纳"):
        printed("dues_receipts", uid="none")


def test_the_settling_sheet_shows_base_rate_and_reduction_and_leaves_room_to_sign():
    facts = with_standard(1, reduction="减半", approved_on="2025-01-02")
    table = next(
        block for block in printed("dues_settling", facts, year=2025).blocks if isinstance(block, Table)
    )

    (first,) = [row[1:] for row in table.rows if row[1] == "赵甲生"]
    assert first == ("赵甲生", "按月领取工资", "3211.51", "1%", "32.12", "", "2025年1月", "")
    assert [row[5:7] for row in table.rows if row[1] == "钱甲生"] == [("20.00", "减半")]
    assert "第二条（2008版）" in text_of("dues_settling", facts, year=2025)


def test_the_notice_names_what_was_paid_but_never_what_somebody_earns():
    facts = without_months(0, "2025-03", 1)
    month, year = text_of("dues_notice", facts, year=2025, month=3), text_of("dues_notice", facts, year=2025)

    assert "未交32.12" in month
    assert "3211.51" not in month + year
    assert "年末结存" in year


def test_the_year_table_adds_up_in_both_directions():
    table = next(block for block in printed("dues_table", year=2025).blocks if isinstance(block, Table))
    sums = [round(sum(float(row[column]) for row in table.rows), 2) for column in range(2, 16)]

    assert sums == [float(text) for text in table.totals[2:]]
    late = without_months(0, "2025-03", 2)
    assert text_of("dues_table", late, year=2025).count("欠\n") == 2


def test_a_year_without_anything_still_prints():
    nothing = replace(dues_kept(), dues=replace(dues_kept().dues, standards=(), payments=(), entries=()))
    for key in ("dues_settling", "dues_notice", "dues_table"):
        assert "0.00" in text_of(key, nothing, year=2025)


@pytest.mark.parametrize(("year", "state"), [(2025, "present"), (2023, "missing")])
def test_the_box_holds_the_year_table_only_where_dues_were_kept(year, state):
    folder = inspection_folder(Source(), dues_kept(), (), (year, template("village")))
    items = {item.title: item for box in folder.boxes for item in box.items}
    assert items["党费收缴一览表"].state == state
    assert len(items["党费收缴一览表"].documents) == (state == "present")
