"""Examples for LIF-03 to LIF-14."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from db.records.roster import PostHeld
from db.rules.facts import Document, Facts, Paper
from db.rules.life.facts import AppraisalKept, Correction, RectificationItem
from tests.support.facts import (
    APPRAISED,
    PACK,
    find,
    person,
    well_kept,
    with_meeting,
    with_roster,
    with_setting,
)
from tests.support.rule_case import RuleCase, fires, silent

UID = "life_meeting-2025-03-05-"


def _pack(**changes: Any) -> Facts:
    return _life(packs={UID: replace(PACK, **changes)})


def _life(**changes: Any) -> Facts:
    base = well_kept()
    return replace(base, life=replace(base.life, **changes))


def _round(**changes: Any) -> Facts:
    return _life(appraisals=(replace(APPRAISED, **changes),))


def _members(**grades: str) -> Facts:
    """The round with other grades for some people."""
    return _round(
        members=tuple(replace(each, grade=grades.get(each.person, each.grade)) for each in APPRAISED.members)
    )


def _items(*items: RectificationItem, today: str = "2026-03-02") -> Facts:
    return replace(_life(items=items), today=date.fromisoformat(today))


def _talks_on(day: str) -> Facts:
    base = well_kept()
    return replace(base, talks=tuple(replace(talk, held_on=day) for talk in base.talks))


def _papers(*roles: str, **pack: Any) -> Callable[[], Facts]:
    def made() -> Facts:
        base = with_meeting(well_kept(), "life_meeting", 3)
        papers = find(base, "life_meeting", 3).papers + tuple(
            Paper(f"m{n}", role, "扫描件.pdf", f"digest {n}") for n, role in enumerate(roles)
        )
        base = with_meeting(base, "life_meeting", 3, papers=papers)
        return replace(base, life=replace(base.life, packs={UID: replace(PACK, **pack)}))

    return made


def _paper_of_list() -> Facts:
    paper = Document("list", "report", "组织生活会整改清单", "2025-03-20", 2025, subject="rectification")
    base = _items()
    return replace(base, documents=(*base.documents, paper))


def _without_committee() -> Facts:
    base = with_roster(well_kept(), person(5), posts=(PostHeld("post1", "p0", "secretary", "2023-03-10"),))
    return replace(base, life=replace(base.life, packs={UID: replace(PACK, criticisms=SAID)}))


SAID = (("p0", "p1", "布置工作不落到人，过后没有检查"), ("p1", "p2", "材料总是拖到最后一天才交"))
ITEM = RectificationItem("r1", "2025-03-05", "公开栏两个月没有更换", owner="赵甲生", due_on="2025-04-05")
LONG = Correction("p9", "孙甲生", "2025-03-10", "2026-03-11", ("appraisal", "appraisal-2025"))
PROBATIONARY = person(11, admitted="2024-10-01", promoted=None)


def _with_probationary(**member: Any) -> Facts:
    base = with_roster(_round(), PROBATIONARY)
    added = replace(APPRAISED.members[0], person="p11", name=PROBATIONARY.name, **member)
    appraised = replace(APPRAISED, members=(*APPRAISED.members, added))
    return replace(base, life=replace(base.life, appraisals=(appraised,)))


def _settled(correction: Correction) -> Facts:
    return _round(corrections=(correction,))


LIFE_CASES: tuple[RuleCase, ...] = (
    fires("LIF-03", "the last talk is too old", lambda: _talks_on("2025-02-02"), "前30天内没有谈心谈话"),
    silent("LIF-03", "a talk thirty days before", lambda: _talks_on("2025-02-03")),
    silent(
        "LIF-03",
        "a branch counts sixty days",
        lambda: with_setting(_talks_on("2025-02-02"), "LIF-03.days", 60),
    ),
    fires(
        "LIF-04",
        "neither is there",
        lambda: _pack(opinions=0, self_checked=frozenset()),
        "没有登记征求意见、对照检查材料",
    ),
    fires("LIF-04", "no opinions", lambda: _pack(opinions=0), "没有登记征求意见"),
    silent("LIF-04", "both are there", well_kept),
    silent("LIF-04", "a paper stands for the opinions", _papers("material", opinions=0)),
    silent("LIF-04", "switched off", lambda: with_setting(_pack(opinions=0), "LIF-04.enabled", False)),
    fires(
        "LIF-05",
        "a criticism of four characters",
        lambda: _pack(criticisms=(*SAID, ("p2", "p0", "注意方法"))),
        "只有4个字",
    ),
    fires(
        "LIF-05", "somebody said nothing of others", lambda: _pack(criticisms=SAID), "对别人的批评意见不足1条"
    ),
    fires(
        "LIF-05",
        "self-criticism is none of others",
        lambda: _pack(criticisms=(*SAID, ("p2", "p2", "自己抓学习不够经常"))),
        "不足1条",
    ),
    fires(
        "LIF-05",
        "without a committee everybody is judged",
        _without_committee,
        "等8人对别人的批评意见不足1条",
    ),
    silent("LIF-05", "each of the committee spoke of another", well_kept),
    silent("LIF-05", "nothing was written down", lambda: _pack(criticisms=())),
    fires("LIF-06", "no list", _items, "后30天内没有整改清单"),
    fires(
        "LIF-06",
        "an item of much later",
        lambda: _items(replace(ITEM, found_on="2025-05-01", due_on="2025-06-01", done_on="2025-05-20")),
        "没有整改清单",
    ),
    silent("LIF-06", "an item of those days", lambda: _items(ITEM)),
    silent(
        "LIF-06",
        "a later item of this meeting",
        lambda: _items(replace(ITEM, found_on="2025-05-01", meeting=UID)),
    ),
    silent("LIF-06", "a paper holds the list", _paper_of_list),
    silent("LIF-06", "the days are not over", lambda: _items(today="2025-04-04")),
    fires("LIF-07", "a day late", lambda: _items(ITEM, today="2025-04-06"), "责任人：赵甲生"),
    fires(
        "LIF-07",
        "done only later than today",
        lambda: _items(replace(ITEM, done_on="2026-03-03")),
        "没有登记完成",
    ),
    fires("LIF-07", "still open in the next year", lambda: _items(ITEM), "公开栏两个月没有更换", 2026),
    silent("LIF-07", "the due day itself", lambda: _items(ITEM, today="2025-04-05")),
    silent("LIF-07", "done late, but done", lambda: _items(replace(ITEM, done_on="2025-06-01"))),
    silent("LIF-07", "no due day was set", lambda: _items(replace(ITEM, due_on=None))),
    fires(
        "LIF-08",
        "mutual review is missing",
        lambda: _round(stages={k: v for k, v in APPRAISED.stages.items() if k != "mutual_review_on"}),
        "没有登记党员互评的日期",
    ),
    fires(
        "LIF-08",
        "never decided",
        lambda: _round(stages={k: v for k, v in APPRAISED.stages.items() if k != "decided_on"}),
        "没有登记组织评定的日期",
    ),
    fires("LIF-08", "in the wrong order", lambda: _round(stage_problem="民主测评早于个人自评"), "次序不对"),
    silent("LIF-08", "all four are there", well_kept),
    silent(
        "LIF-08",
        "still going on",
        lambda: replace(_round(stages={"held_on": "2025-03-05"}), today=date(2025, 4, 4)),
    ),
    fires(
        "LIF-09",
        "four of ten",
        lambda: _members(p1="excellent", p2="excellent", p3="excellent"),
        "评为优秀4人，基数为应评定等次的党员10人，三分之一是3人",
    ),
    fires(
        "LIF-09",
        "an explanation is shown",
        lambda: replace(
            _life(appraisals=(replace(_four(), excess_reason="上级增加名额"),)),
        ),
        "已说明：上级增加名额",
    ),
    silent("LIF-09", "three of ten", lambda: _members(p1="excellent", p2="excellent")),
    fires("LIF-10", "one without a grade", lambda: _members(p4=""), "没有等次"),
    fires("LIF-10", "a word that is no grade", lambda: _members(p4="good"), "没有等次"),
    silent("LIF-10", "a reason is given", lambda: _round(members=_ungraded())),
    silent(
        "LIF-10",
        "not decided yet",
        lambda: replace(
            _life(appraisals=(replace(_blank(), stages={"held_on": "2025-03-05"}),)), today=date(2025, 3, 20)
        ),
    ),
    fires(
        "LIF-11",
        "a probationary member with a grade",
        lambda: _with_probationary(grade="qualified"),
        "却定了等次",
    ),
    silent("LIF-11", "a probationary member without", lambda: _with_probationary(grade="")),
    fires(
        "LIF-12", "somebody is not on the list", lambda: _round(members=APPRAISED.members[:9]), "不在名单里"
    ),
    fires(
        "LIF-12",
        "somebody was not on the roll",
        lambda: with_roster(_round(), person(9, admitted="2025-06-01", promoted=None)),
        "当日不在册",
    ),
    fires(
        "LIF-12",
        "no ballots",
        lambda: _round(valid=None, members=tuple(replace(m, votes=(0, 0, 0, 0)) for m in APPRAISED.members)),
        "没有登记测评票",
    ),
    fires("LIF-12", "more votes than ballots", lambda: _round(valid=8), "票数多于有效票8张"),
    silent("LIF-12", "list and ballots fit", well_kept),
    fires(
        "LIF-13", "nothing followed", lambda: _members(p9="unqualified"), "没有登记教育谈话、限期改正等处置"
    ),
    silent(
        "LIF-13",
        "a talk followed",
        lambda: _life(appraisals=(replace(_unqualified(), measured=frozenset({"p9"})),)),
    ),
    silent(
        "LIF-13",
        "the days are not over",
        lambda: replace(_members(p9="unqualified"), today=date(2025, 4, 11)),
    ),
    fires("LIF-14", "a year and a day", lambda: _settled(LONG), "自2025年3月10日至2026年3月11日，超过1年"),
    fires(
        "LIF-14",
        "decided otherwise",
        lambda: _life(corrections=(replace(LONG, record=("discipline", "d1")),)),
        "超过1年",
    ),
    silent("LIF-14", "exactly a year", lambda: _settled(replace(LONG, ends_on="2026-03-10"))),
)


def _four() -> AppraisalKept:
    return _members(p1="excellent", p2="excellent", p3="excellent").life.appraisals[0]


def _blank() -> AppraisalKept:
    return _members(p4="").life.appraisals[0]


def _unqualified() -> AppraisalKept:
    return _members(p9="unqualified").life.appraisals[0]


def _ungraded() -> tuple[Any, ...]:
    first, *rest = APPRAISED.members
    return (replace(first, grade="", ungraded="ill"), *rest)
