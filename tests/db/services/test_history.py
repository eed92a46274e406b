"""What a record looked like before, told in the words of its form."""

from db.changes import Ref
from db.ledgers import by_key
from db.services.branch import Branch
from db.services.history import HistoryEntry, history_of
from db.services.saving import put_back, remove
from tests.support.branches import ACTOR, change, full_member, save_new

PERSON, MEETING, VISIT = by_key("person"), by_key("general_meeting"), by_key("care_visit")


def told(entry: HistoryEntry) -> list[tuple[str, str | None, str | None]]:
    """The changes of an entry."""
    return [(each.title, each.before, each.after) for each in entry.changes]


def test_the_first_entry_tells_what_was_typed_and_no_empty_boxes(branch: Branch) -> None:
    lunar = {"month": 6, "day": 20, "leap": True}
    uid = full_member(branch, "曾淑", sex="女", lunar_birthday=lunar, flags=["hardship"])
    (entry,) = history_of(branch, PERSON, uid)
    assert told(entry) == [
        ("姓名", None, "曾淑"),
        ("性别", None, "女"),
        ("出生日期", None, "1970-03-01"),
        ("农历生日", None, "闰六月二十"),
        ("过生日按", None, "公历"),
        ("入党日期", None, "2010-07-01"),
        ("转正日期", None, "2011-07-01"),
        ("困难党员", None, "是"),
        ("姓名拼音", None, "zeng shu"),
    ]
    assert (entry.actor, entry.place, entry.at, entry.clock_doubt) == (
        ACTOR,
        "第1台电脑",
        "2026-07-01T00:30:00Z",
        False,
    )
    assert entry.note == "新增党员名册"


def test_entries_are_newest_first_with_before_and_after(branch: Branch) -> None:
    uid = full_member(branch, "曾淑", phone="13812345678")
    change(branch, "person", uid, phone="13987654321")
    change(branch, "person", uid, phone=None, flags=["hardship"])
    newest, middle, _ = history_of(branch, PERSON, uid)
    assert told(newest) == [("联系电话", "139****4321", None), ("困难党员", "否", "是")]
    assert told(middle) == [("联系电话", "138****5678", "139****4321")]


def test_values_with_a_history_are_told_under_their_own_field(branch: Branch) -> None:
    """A status and a stage may bear the same word; the field is read from the row itself."""
    save_new(branch, "group", name="第一党小组")
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, group="第一党小组", group_since="2026-01")
    change(branch, "person", uid, roll_status="transferred_out", roll_status_since="2026-05-01")
    change(branch, "person", uid, roll_status="withdrew", roll_status_since="2026-05-01")
    change(branch, "person", uid, roll_status=None)
    change(branch, "person", uid, group=None)
    assert [told(entry) for entry in history_of(branch, PERSON, uid)[:-1]] == [
        [("所在党小组", None, "无（自2026-07-01）")],
        [("党籍状态", "退党（自2026-05-01）", None)],
        [("党籍状态", "已转出（自2026-05-01）", "退党（自2026-05-01）")],
        [("党籍状态", None, "已转出（自2026-05-01）")],
        [("所在党小组", None, "第一党小组（自2026-01）")],
    ]


def test_lists_are_told_with_the_number_of_the_element(branch: Branch) -> None:
    full_member(branch, "曾淑")
    agenda = [{"title": "修路", "speakers": [{"person": "曾淑", "words": "赞成"}]}]
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", agenda=agenda, attendance=["曾淑"])
    change(
        branch, "general_meeting", uid, attendance=[{"person": "曾淑", "state": "excused", "reason": "住院"}]
    )
    change(branch, "general_meeting", uid, agenda=[])
    removed, excused, made = history_of(branch, MEETING, uid)
    assert ("议题1·议题", None, "修路") in told(made)
    assert ("议题1·发言1·发言人", None, "曾淑") in told(made)
    assert told(excused) == [("到会人员1·到会情况", "到会", "请假"), ("到会人员1·原因", None, "住院")]
    assert told(removed) == [("议题1·移除", "否", "是")]


def test_people_in_a_list_are_told_by_name(branch: Branch) -> None:
    first, second = full_member(branch, "曾淑"), full_member(branch, "李想")
    uid = save_new(
        branch, "care_visit", visited_on="2026-02-01", person=first, visitors=[Ref(second, "李想")]
    )
    change(branch, "care_visit", uid, visitors=["曾淑"])
    assert told(history_of(branch, VISIT, uid)[0]) == [
        ("走访人", "李想", None),
        ("走访人", None, "曾淑"),
    ] or told(history_of(branch, VISIT, uid)[0]) == [("走访人", None, "曾淑"), ("走访人", "李想", None)]


def test_removing_and_putting_back_are_told(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    remove(branch, PERSON, [uid])
    put_back(branch, PERSON, [uid])
    back, gone, _ = history_of(branch, PERSON, uid)
    assert (told(gone), told(back)) == ([("移除", "否", "是")], [("移除", "是", "否")])


def test_what_changes_nothing_to_be_seen_is_left_out(branch: Branch) -> None:
    uid = save_new(branch, "general_meeting", held_on="2026-03-05", agenda=["一", "二"])
    agenda = branch.rows("general_meeting")[0]["agenda"]
    change(branch, "general_meeting", uid, agenda=list(reversed(agenda)))
    assert len(history_of(branch, MEETING, uid)) == 1


def test_every_change_has_the_key_of_its_field(branch: Branch) -> None:
    uid = full_member(branch, "曾淑")
    change(branch, "person", uid, phone="1", flags=["hardship"], roll_status="transferred_out")
    assert [each.key for each in history_of(branch, PERSON, uid)[0].changes] == [
        "phone",
        "flags.hardship",
        "roll_status",
    ]
    remove(branch, PERSON, [uid])
    assert [each.key for each in history_of(branch, PERSON, uid)[0].changes] == ["removed_at"]


def test_a_change_in_a_list_has_the_keys_on_the_way_to_it(branch: Branch) -> None:
    full_member(branch, "曾淑")
    item = {"title": "一", "vote": {"for": 5}, "speakers": ["曾淑"]}
    meeting = save_new(branch, "general_meeting", held_on="2026-03-05", agenda=[item])
    keys = {each.key for each in history_of(branch, MEETING, meeting)[0].changes}
    assert {"held_on", "agenda.title", "agenda.vote.for", "agenda.speakers.person"} <= keys
    change(branch, "general_meeting", meeting, agenda=[])
    assert "agenda.removed_at" in {each.key for each in history_of(branch, MEETING, meeting)[0].changes}
    visit = save_new(branch, "care_visit", visited_on="2026-02-01", person="曾淑", visitors=["曾淑"])
    assert "visitors" in {each.key for each in history_of(branch, VISIT, visit)[0].changes}
