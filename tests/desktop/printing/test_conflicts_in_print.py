"""What is printed while two PCs disagree on it says so in its foot."""

import pytest

from db.exchange.conflicts import inbox, resolve
from db.reports import PrintOptions
from desktop.printing.producing import content_of
from tests.support.branches import change, full_member, save_new


@pytest.fixture
def disputed(office, home, stick):
    uid, other = full_member(office, "曾淑"), full_member(office, "李想")
    stick.carry(office, home)
    change(office, "person", uid, native_place="甲县")
    change(home, "person", uid, native_place="乙县")
    stick.carry(home, office)
    return uid, other


def _foot(branch, kind, **options):
    return content_of(branch, kind, PrintOptions(**options)).foot


def test_a_record_in_dispute_says_so_in_its_foot_until_it_is_settled(office, disputed):
    uid, other = disputed
    assert "有未处理的冲突：籍贯" in _foot(office, "record_page", ledger="person", uid=uid)
    assert "有未处理的冲突：籍贯" in _foot(office, "roster")
    assert "冲突" not in _foot(office, "record_page", ledger="person", uid=other)
    assert "冲突" not in _foot(office, "ledger_table", ledger="heart_talk")
    (conflict,) = inbox(office)
    resolve(office, conflict.id, take="mine")
    assert "冲突" not in _foot(office, "record_page", ledger="person", uid=uid)


def test_a_form_that_names_its_ledger_itself_says_so_as_well(office, home, stick):
    person = full_member(office, "曾淑")
    uid = save_new(
        office, "transfer", person=person, direction="out", to_organization="甲支部", issued_on="2026-06-01"
    )
    stick.carry(office, home)
    change(office, "transfer", uid, to_organization="乙支部")
    change(home, "transfer", uid, to_organization="丙支部")
    stick.carry(home, office)
    assert "有未处理的冲突" in _foot(office, "transfer_letter", uid=uid)
