"""What the papers about study say."""

import pytest

from db.errors import NotFoundError
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import PageBreak, Table, texts_of
from tests.db.reports.conftest import Source
from tests.support.cases_study import CLASS, kept


def printed(key: str, **options):
    return build_print(print_kind(key), Source(), kept(CLASS), PrintOptions(**options))


def test_the_card_of_a_person_lists_every_source_and_adds_up():
    built = printed("study_card", year=2025, uid="p0")
    text = "\n".join(texts_of(built))
    for words in ("赵甲生", "56", "镇党委万名党员进党校培训", "登记24学时", "45分钟为1学时（本地要求）"):
        assert words in text
    (table,) = (block for block in built.blocks if isinstance(block, Table))
    assert float(table.totals[2]) == pytest.approx(sum(float(row[2]) for row in table.rows))


def test_without_a_name_every_member_has_a_page():
    assert sum(isinstance(block, PageBreak) for block in printed("study_card", year=2025).blocks) == 9


def test_nobody_of_that_uid_is_refused():
    with pytest.raises(NotFoundError, match="名册"):
        printed("study_card", uid="nobody")


def test_the_table_of_the_year_says_who_lacks_how_much():
    text = "\n".join(texts_of(printed("study_table", year=2025)))
    assert "2025年应达到学时的党员10人，已达到10人，还缺0人。" in text
    assert "《中国共产党党员教育管理工作条例》第二十条" in text


def test_the_list_of_certificates_names_who_has_which():
    (table, *_) = (
        block for block in printed("study_certificates", year=2025).blocks if isinstance(block, Table)
    )
    assert len(table.rows) == 10
    assert table.rows[0][2:6] == ("镇党委万名党员进党校培训", "云栖乡党委", "07-08—07-10", "24")
