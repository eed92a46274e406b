"""What a branch handed to its township is in its register with the unit, how many people and why; holders are named."""

from pathlib import Path

from db.exchange.rolling_up import roll_up
from db.privacy.person_extract import extract_person
from db.reports import PrintOptions, build_print, print_kind
from db.reports.document import ReportDocument, texts_of
from db.reports.handing_on import handed_texts
from db.rules.gathering import gather
from db.services.branch import Branch
from db.services.trail import read_trail
from tests.support.branches import full_member, save_new
from tests.support.township import TOWNSHIP


def reported(branch: Branch, usb: Path, scope: str = "all") -> tuple[str, ...]:
    """Two members and a meeting, reported; the newest line of the register."""
    full_member(branch, "曾淑")
    full_member(branch, "李想")
    save_new(branch, "theme_day", held_on="2026-05-20", topic="植树", everyone_present=True)
    roll_up(branch, usb, scope)
    return handed_texts(branch.handed_on()[0])


def test_a_roll_up_says_to_whom_of_how_many_people_and_why(known: Branch, usb: Path) -> None:
    _, person, way, to, _, amount, why = reported(known, usb)
    assert (person, way, to, why) == ("林书记", "上报第1号", TOWNSHIP, "向上级党组织报告")
    assert "人员2人" in amount
    assert "组织生活1次" in amount
    assert read_trail(known, 1)[0].fields == amount


def test_a_part_that_names_nobody_is_not_counted_as_people(known: Branch, usb: Path) -> None:
    amount = reported(known, usb, "month:2026-05")[5]
    assert "人员" not in amount
    assert "组织生活1次" in amount


def test_the_township_is_among_those_who_hold_something(known: Branch, usb: Path) -> None:
    assert TOWNSHIP not in [each.who for each in known.holders()]
    reported(known, usb)
    assert TOWNSHIP in [each.who for each in known.holders()]


def test_the_printed_register_says_which_fields_left_and_the_form_to_whom(known: Branch, usb: Path) -> None:
    reported(known, usb)
    for kind in ("handing_on", "assessment_form"):
        built = build_print(print_kind(kind), known, gather(known), PrintOptions())
        assert isinstance(built, ReportDocument)
        texts = " ".join(texts_of(built))
        assert TOWNSHIP in texts
        assert "公民身份号码（后四位、比对码）" in texts


def test_the_extract_of_a_member_tells_of_the_roll_ups_that_may_hold_the_member(
    known: Branch, usb: Path
) -> None:
    uid = full_member(known, "周全")
    roll_up(known, usb, "month:2026-05")
    assert extract_person(known, uid, "PDF").handed == ()
    reported(known, usb)
    (handed,) = (each for each in extract_person(known, uid, "PDF").handed if each.to == TOWNSHIP)
    assert "姓名" in handed.what
    assert "联系电话" not in handed.what
