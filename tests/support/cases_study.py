"""Examples for EDU-01 to EDU-10. The well-kept branch holds 44 meetings a year; a course makes it keep study here."""

from dataclasses import replace
from datetime import date

from db.records.roster import PostHeld
from db.rules.affiliation.facts import AbsenceRecord, AffiliationRecords
from db.rules.facts import Facts
from db.rules.study.facts import Course, Participant, Service, StudyRecords
from tests.support.facts import find, person, well_kept, with_meeting, with_roster, with_setting, with_state
from tests.support.rule_case import RuleCase, fires, silent

OFFICERS = ("p0", "p1", "p2")
CLASS = Course(
    "c1",
    "镇党委万名党员进党校培训",
    "2025-07-08",
    "2025-07-10",
    tenths=240,
    organizer="云栖乡党委",
    organizer_level="township",
    document="云乡党〔2025〕9号",
    participants=tuple(Participant(f"p{number}") for number in range(10)),
    entered_on="2025-07-11",
)
"""Everybody was there for three days."""
OWN = replace(
    CLASS, uid="c2", title="自学党章", kind="self_study", tenths=10, participants=(Participant("p9"),)
)


def kept(*courses: Course, base: Facts | None = None, today: str = "2026-03-02") -> Facts:
    """The well-kept branch with these courses (a single one hour of p9 where there is none)."""
    records = StudyRecords(courses or (OWN,))
    return replace(base or well_kept(), study=records, today=date.fromisoformat(today))


def _missing(uid: str) -> Facts:
    """One person came to nothing."""
    return kept(base=with_state(well_kept(), uid, "excused", "外出"))


def _trained_but(uid: str) -> Facts:
    """Everybody was trained, one person came to no meeting."""
    return kept(CLASS, base=with_state(well_kept(), uid, "excused", "外出"))


def _flagged(uid: str, *flags: str) -> Facts:
    return with_roster(_missing(uid), replace(_missing(uid).roster.people[uid], flags=frozenset(flags)))


def _away(uid: str) -> Facts:
    absence = AbsenceRecord("m1", uid, "2025-02-01")
    return replace(_missing(uid), affiliation=AffiliationRecords(absences=(absence,)))


def _untimed() -> Facts:
    facts = _missing("p9")
    return with_meeting(
        facts, "theme_day", 5, ends_at=None, attendance=find(well_kept(), "theme_day").attendance
    )


def _new_secretary(course: Course = OWN, today: str = "2025-11-01", **changes: object) -> Facts:
    """p3 became secretary on 10 March."""
    post = replace(PostHeld("post9", "p3", "secretary", "2025-03-10"), **changes)  # type: ignore[arg-type]
    base = well_kept()
    posts = (replace(base.roster.posts[0], until_on="2025-03-09"), *base.roster.posts[1:], post)
    return kept(course, base=with_roster(base, posts=posts), today=today)


def _new_member(course: Course = OWN, today: str = "2026-03-02") -> Facts:
    """p9 was admitted when study was kept here already, and has been a full member for a year in January 2026."""
    early = replace(OWN, uid="c0", begins_on="2023-05-01", ends_on=None, participants=(Participant("p1"),))
    base = with_roster(well_kept(), person(9, "2024-01-10", "2025-01-10"))
    return kept(early, course, base=base, today=today)


def _of_nobody(**changes: object) -> Facts:
    bare = replace(CLASS, organizer="", document="", **changes)  # type: ignore[arg-type]
    return kept(bare)


def _typed_on(day: str) -> Facts:
    base = well_kept()
    return kept(base=replace(base, meetings=tuple(replace(held, entered_on=day) for held in base.meetings)))


def _serving(today: str = "2026-03-02", **changes: object) -> Facts:
    """p1 to p9 served on a day of May, the secretary did not."""
    everybody = frozenset(f"p{number}" for number in range(1, 10))
    given = Service("s1", "2025-05-24", "清理河道", everybody, "08:00", "16:00")
    records = StudyRecords((OWN,), (replace(given, **changes),))  # type: ignore[arg-type]
    return replace(well_kept(), study=records, today=date.fromisoformat(today))


def _at_a_meeting(**times: str) -> Facts:
    held = find(well_kept(), "theme_day")
    return _serving(served_on=held.held_on, **times)


STUDY_CASES: tuple[RuleCase, ...] = (
    fires("EDU-01", "came to nothing", lambda: _missing("p9"), "2025年学时1，应为32，缺31"),
    fires("EDU-01", "a meeting without times is said", _untimed, "有1次会议没有写起止时间，不能计入"),
    silent("EDU-01", "study is not kept here", lambda: replace(_missing("p9"), study=StudyRecords())),
    silent(
        "EDU-01", "kept from a later year", lambda: with_setting(_missing("p9"), "study.kept_from_year", 2026)
    ),
    silent("EDU-01", "the year is not over", lambda: replace(_missing("p9"), today=date(2025, 12, 31))),
    silent("EDU-01", "old and ill", lambda: _flagged("p9", "no_attendance_demand")),
    silent("EDU-01", "lives away", lambda: _away("p9")),
    silent(
        "EDU-01", "came within the year", lambda: with_roster(_missing("p9"), person(9, "2025-02-01", None))
    ),
    silent("EDU-01", "came to everything", kept),
    fires("EDU-02", "an officer came to nothing", lambda: _missing("p1"), "应为56，缺56"),
    silent("EDU-02", "everybody was trained", lambda: kept(CLASS)),
    silent(
        "EDU-02",
        "chosen within the year",
        lambda: with_roster(
            _trained_but("p3"),
            posts=(*well_kept().roster.posts, PostHeld("post9", "p3", "youth", "2025-06-01")),
        ),
    ),
    fires("EDU-03", "no training of the year", kept, "任支委，2025年没有参加集中培训"),
    fires(
        "EDU-03",
        "the branch's own",
        lambda: kept(replace(CLASS, organizer_level="branch")),
        "没有参加集中培训",
    ),
    silent("EDU-03", "trained", lambda: kept(CLASS)),
    fires(
        "EDU-04", "half a year and a day", lambda: _new_secretary(today="2025-09-11"), "到2025年9月10日没有"
    ),
    silent("EDU-04", "the last day", lambda: _new_secretary(today="2025-09-10")),
    silent("EDU-04", "trained in time", lambda: _new_secretary(CLASS)),
    silent("EDU-04", "left before", lambda: _new_secretary(until_on="2025-08-01")),
    silent("EDU-04", "only the month is known", lambda: _new_secretary(from_on="2025-03")),
    silent("EDU-04", "a deputy", lambda: _new_secretary(post="deputy_secretary")),
    fires("EDU-05", "a year after promotion", _new_member, "没有参加上级集中培训", 2026),
    silent(
        "EDU-05",
        "trained while on probation",
        lambda: _new_member(replace(CLASS, begins_on="2024-03-01", ends_on="2024-03-03")),
        2026,
    ),
    silent("EDU-05", "the last day", lambda: _new_member(today="2026-01-10"), 2026),
    fires("EDU-06", "nobody held it", _of_nobody, "没有举办单位，也没有通知、证书等材料"),
    fires("EDU-06", "studied alone, nothing told", lambda: _of_nobody(kind="self_study"), "没有学习内容"),
    silent("EDU-06", "a paper is attached", lambda: _of_nobody(has_paper=True)),
    silent(
        "EDU-06",
        "a certificate",
        lambda: _of_nobody(participants=(Participant("p9", certificate_number="2025-17"),)),
    ),
    silent("EDU-06", "studied alone, told", lambda: _of_nobody(kind="self_study", content="党章总纲")),
    fires("EDU-07", "typed at Christmas", lambda: _typed_on("2025-12-24"), "是12月及以后才录入的"),
    silent("EDU-07", "typed in November", lambda: _typed_on("2025-11-30")),
    silent("EDU-07", "switched off", lambda: with_setting(_typed_on("2025-12-24"), "EDU-07.enabled", False)),
    fires(
        "EDU-08", "thirty hours in three days", lambda: kept(replace(CLASS, tenths=300)), "等3天折算超过8学时"
    ),
    silent("EDU-08", "eight a day", lambda: kept(CLASS)),
    silent(
        "EDU-08",
        "a day of meetings where study is not kept",
        lambda: with_meeting(well_kept(), "general_meeting", starts_at="08:00", ends_at="17:00"),
    ),
    silent(
        "EDU-08",
        "ten a day are allowed",
        lambda: with_setting(kept(replace(CLASS, tenths=300)), "study.day_hours", 10),
    ),
    fires(
        "EDU-09",
        "the place asks for twelve",
        lambda: with_setting(_serving(), "EDU-09.hours", 12),
        "服务8小时",
    ),
    silent("EDU-09", "nobody asks", _serving),
    silent(
        "EDU-09",
        "eight are enough, and the secretary is ill",
        lambda: with_setting(
            with_roster(_serving(), person(0, flags=frozenset({"no_attendance_demand"}))), "EDU-09.hours", 8
        ),
    ),
    fires(
        "EDU-10",
        "at both",
        lambda: _at_a_meeting(starts_at="19:30", ends_at="21:00"),
        "同时记在2025年5月20日主题党日",
    ),
    silent("EDU-10", "one after the other", lambda: _at_a_meeting(starts_at="20:00", ends_at="21:00")),
    silent(
        "EDU-10",
        "no times",
        lambda: _serving(served_on="2025-05-20", starts_at=None, ends_at=None, tenths=20),
    ),
)
