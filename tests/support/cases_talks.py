"""Examples for LIF-01, LIF-02 and LIF-15 to LIF-20."""

from dataclasses import replace
from datetime import date

from db.arithmetic.admission import AdmissionHistory
from db.arithmetic.membership import Timed
from db.rules.admission.facts import AdmissionFile
from db.rules.affiliation.facts import (
    AbsenceRecord,
    AffiliationRecords,
    SanctionRecord,
    SearchRecord,
    TransferRecord,
)
from db.rules.facts import Facts, Talk
from db.rules.life.events import LifeEvent
from tests.support.facts import (
    POSTS,
    person,
    well_kept,
    with_item,
    with_meeting,
    with_profile,
    with_roster,
    with_setting,
    with_state,
    without,
    words,
)
from tests.support.rule_case import RuleCase, fires, silent


def _without_talk(*pairs: tuple[str, str]) -> Facts:
    gone = {frozenset(pair) for pair in pairs}
    return replace(
        well_kept(), talks=tuple(talk for talk in well_kept().talks if frozenset(talk.people) not in gone)
    )


def with_talks(facts: Facts, *talks: Talk) -> Facts:
    """The facts with more talks."""
    return replace(facts, talks=(*facts.talks, *talks))


def _talk(number: int = 1, day: str = "2025-06-03", **more: object) -> Talk:
    plain: dict[str, object] = {"uid": f"extra{number}", "held_on": day, "people": ("p0", "p9")}
    return Talk(**(plain | more))  # type: ignore[arg-type]


def _same_words(second: str, first_day: str = "2025-06-03") -> Facts:
    return with_talks(
        well_kept(),
        _talk(1, first_day, text=words("talk", 60)),
        _talk(2, "2025-07-03", text=second),
    )


def _on_one_day(count: int) -> Facts:
    return with_talks(well_kept(), *(_talk(number) for number in range(count)))


def _away(**more: object) -> Facts:
    facts = with_talks(well_kept(), _talk(**more))
    away = AbsenceRecord("m1", "p9", "2025-06-01", contact="p0")
    return replace(facts, affiliation=AffiliationRecords(absences=(away,)))


def _event(*talks: str, today: str = "2026-03-02", **records: object) -> Facts:
    """Something happened to p10, who belongs to the branch since 2010; talks with the secretary on these days."""
    held = (_talk(number, day, people=("p0", "p10")) for number, day in enumerate(talks))
    facts = with_roster(with_talks(well_kept(), *held), person(10))
    return replace(facts, today=date.fromisoformat(today), affiliation=AffiliationRecords(**records))  # type: ignore[arg-type]


CAME = TransferRecord("t1", "p10", "in", "2025-08-25", receipt_on="2025-09-01")
STRUCK = LifeEvent("misfortune", "p10", "2025-09-01", ("care_file", "c1"))
HONOURED = LifeEvent("honour", "p10", "2025-09-01", ("commendation", "c1"))


def _life(event: LifeEvent, *talks: str) -> Facts:
    return replace(_event(*talks), life_events=(event,))


def _admitted(*talks: str, on: str | None = "2025-09-01", **dates: object) -> Facts:
    facts = _event(*talks)
    return with_roster(facts, person(10, on, None, **dates))


def _file(*talks: str, planned: str, today: str) -> Facts:
    history = AdmissionHistory(planned={15: date.fromisoformat(planned)})
    file = AdmissionFile("file1", "p10", "某人", history)
    facts = with_roster(_event(*talks, today=today), person(10, None, None))
    return replace(facts, admissions=(file,))


def _new_post(*talks: str) -> Facts:
    post = replace(POSTS[1], uid="new", person_uid="p10", from_on="2025-09-01")
    return with_roster(_event(*talks), posts=(*POSTS, post))


def _theme(**changes: object) -> Facts:
    return with_meeting(well_kept(), "theme_day", **changes)


TALK_CASES: tuple[RuleCase, ...] = (
    fires(
        "LIF-01",
        "no theme",
        lambda: with_meeting(well_kept(), "theme_day", topic=" ", agenda=()),
        "没有写主题",
    ),
    fires(
        "LIF-01",
        "the committee did not meet before",
        lambda: without(well_kept(), "committee_meeting", month=5),
        "2025年5月20日主题党日前30天内没有支委会的记录",
    ),
    silent("LIF-01", "a theme in the agenda", well_kept),
    silent(
        "LIF-01",
        "the last of thirty days",
        lambda: with_meeting(well_kept(), "theme_day", held_on="2025-06-08"),
    ),
    silent(
        "LIF-01",
        "a longer time set",
        lambda: with_setting(without(well_kept(), "committee_meeting", month=5), "LIF-01.days", 45),
    ),
    silent(
        "LIF-01",
        "no committee",
        lambda: with_roster(without(well_kept(), "committee_meeting"), posts=POSTS[:1]),
    ),
    fires("LIF-02", "an outing", lambda: _theme(topic="古镇一日旅游"), "写到“旅游”"),
    fires(
        "LIF-02", "in the account of it", lambda: _theme(content="中午在农庄聚餐，下午烧烤。"), "聚餐”“烧烤"
    ),
    silent("LIF-02", "forbidden", lambda: _theme(content="严禁组织聚餐，不搞旅游。")),
    silent("LIF-02", "said of another matter", lambda: with_item(well_kept(), title="研究旅游公路占地")),
    fires(
        "LIF-15",
        "two of the committee",
        lambda: _without_talk(("p1", "p2")),
        "支委之间有1对没有谈心谈话的记录：",
    ),
    silent("LIF-15", "a member", lambda: _without_talk(("p0", "p9"))),
    silent(
        "LIF-15",
        "the year is not over",
        lambda: replace(_without_talk(("p1", "p2")), today=date(2025, 12, 31)),
    ),
    silent(
        "LIF-15",
        "on the committee since July",
        lambda: with_roster(
            _without_talk(("p1", "p2")),
            posts=(*POSTS[:2], *(replace(post, from_on="2025-07-01") for post in POSTS[2:])),
        ),
    ),
    silent(
        "LIF-15",
        "founded in the second half",
        lambda: with_profile(_without_talk(("p1", "p2")), founded_on="2025-08-01"),
    ),
    fires(
        "LIF-16",
        "nobody talked to a member",
        lambda: _without_talk(("p0", "p9")),
        "有1名党员没有支委与其谈心谈话的记录：",
    ),
    fires(
        "LIF-16",
        "each of the committee is wanted",
        lambda: with_setting(well_kept(), "LIF-16.each", True),
        "支委与党员有14对没有谈心谈话的记录",
    ),
    silent("LIF-16", "two of the committee", lambda: _without_talk(("p1", "p2"))),
    silent(
        "LIF-16",
        "somebody who sat on the committee then",
        lambda: with_roster(
            with_talks(_without_talk(("p0", "p9")), _talk(people=("p9", "p8"))),
            posts=(*POSTS, replace(POSTS[1], uid="old", person_uid="p8", until_on="2025-06-30")),
        ),
    ),
    silent(
        "LIF-16", "came within the year", lambda: with_roster(well_kept(), person(10, "2025-02-01", None))
    ),
    silent(
        "LIF-16",
        "out of contact",
        lambda: replace(
            _without_talk(("p0", "p9")),
            affiliation=AffiliationRecords(searches=(SearchRecord("s1", "p9", "2025-02-01"),)),
        ),
    ),
    fires("LIF-17", "the same words", lambda: _same_words(words("talk", 60)), "雷同，相同的部分占100%"),
    fires(
        "LIF-17", "those of last year", lambda: _same_words(words("talk", 60), "2024-06-03"), "2024年6月3日"
    ),
    silent("LIF-17", "words of their own", lambda: _same_words(words("other", 60))),
    silent("LIF-17", "a few words", lambda: _same_words(words("talk", 39))),
    fires("LIF-18", "ten on a day", lambda: _on_one_day(10), "2025年6月3日一天记了10次"),
    silent("LIF-18", "nine on a day", lambda: _on_one_day(9)),
    silent("LIF-18", "more allowed", lambda: with_setting(_on_one_day(10), "LIF-18.talks", 11)),
    fires(
        "LIF-19",
        "came and was not talked with",
        lambda: _event(transfers=(CAME,)),
        "2025年9月1日转入，到2025年10月1日没有谈心谈话的记录",
    ),
    fires("LIF-19", "a day late", lambda: _event("2025-10-02", transfers=(CAME,)), "转入"),
    fires(
        "LIF-19",
        "left",
        lambda: _event(transfers=(replace(CAME, direction="out", receipt_on=None),)),
        "2025年8月25日转出",
    ),
    fires(
        "LIF-19",
        "a sanction",
        lambda: _event(sanctions=(SanctionRecord("d1", "p10", "warning", "2025-09-01"),)),
        "受到处分",
    ),
    fires(
        "LIF-19",
        "found again",
        lambda: _event(searches=(SearchRecord("s1", "p10", "2024-01-01", restored_on="2025-09-01"),)),
        "恢复联系",
    ),
    fires("LIF-19", "a family struck", lambda: _life(STRUCK), "家庭变故或生病"),
    fires("LIF-19", "honoured", lambda: _life(HONOURED), "受到表彰"),
    fires("LIF-19", "a new post", _new_post, "新任支委"),
    fires("LIF-19", "not before the meeting", lambda: _admitted("2025-09-02"), "接收为预备党员前"),
    fires("LIF-19", "too long before the meeting", lambda: _admitted("2025-08-01"), "接收为预备党员前"),
    silent(
        "LIF-19",
        "absences that ATT-14 tells of",
        lambda: with_state(well_kept(), "p9", "absent", months=range(2, 10)),
    ),
    silent("LIF-19", "thirty days after", lambda: _event("2025-10-01", transfers=(CAME,))),
    silent("LIF-19", "thirty days before", lambda: _event("2025-08-02", transfers=(CAME,))),
    silent("LIF-19", "there is time yet", lambda: _event(today="2025-10-01", transfers=(CAME,))),
    silent(
        "LIF-19",
        "the last day of a longer time",
        lambda: with_setting(_event("2025-10-11", transfers=(CAME,)), "LIF-19.days", 40),
    ),
    silent(
        "LIF-19",
        "not asked for here",
        lambda: with_setting(_event(transfers=(CAME,)), "LIF-19.transfer", False),
    ),
    silent("LIF-19", "another year", lambda: _life(replace(STRUCK, on="2024-09"))),
    silent(
        "LIF-19",
        "died soon after",
        lambda: with_roster(_life(STRUCK), person(10, status_events=(Timed("2025-09-20", "deceased"),))),
    ),
    silent("LIF-19", "on the day of the meeting", lambda: _admitted("2025-09-01")),
    silent(
        "LIF-19",
        "admitted elsewhere, before coming here",
        lambda: _admitted(on="2025-02-01", status_events=(Timed("2025-06-01", "on_roll"),)),
    ),
    silent("LIF-19", "a plan still ahead", lambda: _file(planned="2025-12-20", today="2025-12-01")),
    silent("LIF-19", "a plan that passed", lambda: _file(planned="2025-11-20", today="2025-12-01")),
    silent(
        "LIF-19",
        "re-elected at the end of a term",
        lambda: with_roster(
            _event(),
            posts=(
                *POSTS[1:],
                replace(POSTS[0], until_on="2025-08-31"),
                replace(POSTS[0], uid="again", from_on="2025-09-01"),
            ),
        ),
    ),
    fires(
        "LIF-20",
        "with oneself",
        lambda: with_talks(well_kept(), _talk(people=("p9", "p9"))),
        "双方是同一个人",
    ),
    fires("LIF-20", "away on the day", lambda: _away(place="村委会"), "记在村委会，当天"),
    fires(
        "LIF-20",
        "dead on the day",
        lambda: with_talks(
            with_roster(well_kept(), person(9, status_events=(Timed("2025-05-01", "deceased"),))), _talk()
        ),
        "已登记去世",
    ),
    silent("LIF-20", "by telephone", lambda: _away(place="电话")),
    silent("LIF-20", "nothing said of the place", _away),
    silent("LIF-20", "before leaving", lambda: _away(day="2025-05-31", place="村委会")),
)
