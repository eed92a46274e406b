"""A PC given another name: the same on every PC, its id and what was written under it unchanged."""

import pytest

from db.errors import LedgerError
from db.exchange.conflicts import inbox
from db.exchange.naming_sites import rename_site
from db.exchange.register import status
from db.exchange.sites import known_sites
from db.exchange.undoing import undo
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.history import history_of
from db.services.verifying import verify
from tests.support.branches import full_member
from tests.support.exchange import Stick


def name_of(branch: Branch, site: str) -> str:
    return known_sites(branch)[site].name


def test_a_new_name_stands_in_the_exchange_and_in_the_history_and_travels(
    office: Branch, home: Branch, stick: Stick
) -> None:
    uid = full_member(office, "曾淑")
    site = office.journal.site
    rename_site(office, "", "  村委会 电脑 ")
    assert office.journal.site == site
    assert name_of(office, site) == "村委会 电脑"
    stick.carry(office, home)
    assert name_of(home, site) == "村委会 电脑"
    assert [each.name for each in status(home).peers] == ["村委会 电脑"]
    assert {entry.place for entry in history_of(home, by_key("person"), uid)} == {"村委会 电脑"}


def test_any_pc_may_name_another_and_the_last_word_counts(office: Branch, home: Branch, stick: Stick) -> None:
    site = office.journal.site
    rename_site(home, site[:8], "旧电脑")
    stick.carry(home, office)
    assert name_of(office, site) == "旧电脑"
    rename_site(office, "", "新电脑")
    stick.carry(office, home)
    stick.carry(home, office)
    assert name_of(office, site) == name_of(home, site) == "新电脑"


def test_two_names_at_once_end_as_one_without_a_question(office: Branch, home: Branch, stick: Stick) -> None:
    site = office.journal.site
    rename_site(office, "", "甲")
    rename_site(home, site, "乙")
    stick.carry(office, home)
    stick.carry(home, office)
    assert name_of(office, site) == name_of(home, site)
    assert inbox(office) == inbox(home) == ()
    assert verify(office) == verify(home) == []


@pytest.mark.parametrize(
    ("site", "name", "code"),
    [
        ("", " ", "invalid"),
        ("", "长" * 21, "invalid"),
        ("ffffffff", "甲", "not_found"),
        ("", "a\x07b", "invalid"),
    ],
)
def test_a_name_that_is_none_is_refused(office: Branch, site: str, name: str, code: str) -> None:
    before = known_sites(office)
    with pytest.raises(LedgerError) as refused:
        rename_site(office, site, name)
    assert refused.value.code == code
    assert known_sites(office) == before


def test_two_pcs_never_have_one_name(office: Branch, home: Branch) -> None:
    other = home.journal.site
    with pytest.raises(LedgerError) as refused:
        rename_site(office, "", name_of(office, other))
    assert refused.value.code == "invalid"


def test_a_received_name_that_is_taken_back_gives_the_old_one_on_every_pc(
    office: Branch, home: Branch, stick: Stick
) -> None:
    site = office.journal.site
    before = name_of(home, site)
    rename_site(office, "", "村委会电脑")
    received = stick.carry(office, home)
    undo(home, received.batch)
    assert name_of(home, site) == before
    assert verify(home) == []
    stick.carry(home, office)
    assert name_of(office, site) == before
    assert verify(office) == []


def test_a_second_name_that_is_taken_back_gives_the_first_one(
    office: Branch, home: Branch, stick: Stick
) -> None:
    site = office.journal.site
    rename_site(office, "", "村委会电脑")
    stick.carry(office, home)
    rename_site(office, "", "值班室电脑")
    received = stick.carry(office, home)
    undo(home, received.batch)
    stick.carry(home, office)
    assert name_of(home, site) == name_of(office, site) == "村委会电脑"


def test_a_pc_named_again_after_its_name_was_taken_back_has_the_new_name(
    office: Branch, home: Branch, stick: Stick
) -> None:
    site = office.journal.site
    rename_site(office, "", "村委会电脑")
    undo(home, stick.carry(office, home).batch)
    stick.carry(home, office)
    rename_site(office, "", "值班室电脑")
    stick.carry(office, home)
    assert name_of(home, site) == name_of(office, site) == "值班室电脑"


def test_a_name_given_here_since_is_left_when_the_package_is_taken_back(
    office: Branch, home: Branch, stick: Stick
) -> None:
    site = office.journal.site
    rename_site(office, "", "村委会电脑")
    full_member(office, "曾淑")
    received = stick.carry(office, home)
    rename_site(home, site, "值班室电脑")
    undo(home, received.batch)
    assert name_of(home, site) == "值班室电脑"
