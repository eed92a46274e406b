"""支委情况台账 and 换届提醒台账."""

from dataclasses import replace
from datetime import date

from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import Table, texts_of


def printed(kind, source, facts, **options):
    return build_print(print_kind(kind), source, facts, PrintOptions(**options))


def table(document):
    return next(block for block in document.blocks if isinstance(block, Table))


def test_the_committee_stands_in_the_order_of_its_posts(source, facts):
    rows = table(printed("committee_table", source, facts)).rows
    assert [row[1:3] for row in rows] == [("书记", "王建国"), ("组织委员", "李秀英"), ("宣传委员", "方桂𬭛")]
    assert rows[0][6] == "2021年1月10日"


def test_before_anybody_held_a_post_the_table_is_empty(source, facts):
    assert table(printed("committee_table", source, facts, day="2020-01-01")).rows == ()


def test_the_reminder_table_tells_the_end_its_reminders_and_each_step(source, facts):
    ending = replace(
        facts, today=date(2026, 6, 1), profile=replace(facts.profile, term_start_on="2021-11-10")
    )
    document = printed("term_table", source, ending)
    words = "\n".join(texts_of(document))
    assert "2026年11月10日" in words
    assert "前6个月 2026年5月10日、前3个月 2026年8月10日、前1个月 2026年10月10日" in words
    states = {row[1]: row[2] for row in table(document).rows}
    assert states["换届提醒登记"] == "已逾期"
    assert states["换届选举请示"] == "未到期"


def test_an_extension_tells_the_day_that_was_due_first(source, facts):
    profile = replace(facts.profile, term_start_on="2021-11-10", term_extended_to="2027-02-10")
    words = "\n".join(texts_of(printed("term_table", source, replace(facts, profile=profile))))
    assert "2027年2月10日（经批准延期，原应2026年11月10日届满）" in words


def test_without_a_known_election_the_table_says_so(source, facts):
    unknown = replace(facts, profile=replace(facts.profile, term_start_on=None))
    assert "算不出届满日期" in "\n".join(texts_of(printed("term_table", source, unknown)))
