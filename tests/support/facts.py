"""A branch that keeps its books well, as facts, and small changes to it: the ground on which the rules are
tested.

Everybody is invented. The texts are made of single characters drawn by a fixed seed: long enough, and never
alike.
"""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from functools import cache
from itertools import combinations
from random import Random

from db.arithmetic.membership import PersonDates, Timed
from db.arithmetic.working_days import HolidayCalendar, seed_calendar
from db.records.roster import PostHeld, Roster, RosterPerson
from db.rules.facts import (
    AgendaItem,
    Attended,
    BranchProfile,
    Document,
    Facts,
    Group,
    Hearing,
    Meeting,
    Paper,
    Speech,
    Talk,
)
from db.rules.life.facts import AppraisalKept, LifePack, LifeRecords, MemberAppraised, RectificationItem

YEAR = 2025
TODAY = date(2026, 3, 2)
SURNAMES = "赵钱孙李周吴郑冯陈褚卫蒋沈韩杨朱秦尤许何"
CHARACTERS = (
    "田渠坝桥灯井茶竹稻桑渔林坡屋檐瓦砖窗泵管杆线车棚仓秤苗肥种棉麻豆薯菇蜂羊兔鸭塘埂沟涵闸垄畦篱圃园场院巷街"
)

Change = Callable[[Facts], Facts]
calendar = cache(seed_calendar)


def words(seed: str, length: int = 700) -> str:
    """A text of its own for each seed."""
    return "".join(Random(seed).choices(CHARACTERS, k=length))


def person(
    number: int, admitted: str | None = "2010-05-10", promoted: str | None = "2011-05-10", **more: object
) -> RosterPerson:
    """Person `p<number>`, a full member unless the dates say otherwise."""
    events = more.pop("status_events", ())
    dates = PersonDates(admitted_on=admitted, promoted_on=promoted, status_events=tuple(events))  # type: ignore[arg-type]
    name = more.pop("name", f"{SURNAMES[number % 20]}{'甲乙丙丁戊己庚辛'[number // 20]}生")
    return RosterPerson(f"p{number}", str(name), dates, **more)  # type: ignore[arg-type]


def people(count: int) -> list[RosterPerson]:
    """Full members p0, p1, … in two groups by turns."""
    return [person(n, group_events=(Timed("2012-01-01", f"g{n % 2 + 1}"),)) for n in range(count)]


POSTS = (
    PostHeld("post1", "p0", "secretary", "2023-03-10"),
    PostHeld("post2", "p1", "organization", "2023-03-10"),
    PostHeld("post3", "p2", "publicity", "2023-03-10"),
    PostHeld("post4", "p2", "discipline", "2023-03-10"),
)
GROUPS = (Group("g1", "第一党小组", "p0"), Group("g2", "第二党小组", "p1"))


def roster_of(persons: Iterable[RosterPerson], posts: Iterable[PostHeld] = POSTS) -> Roster:
    """A roster of these people."""
    names = {group.uid: group.name for group in GROUPS}
    return Roster({one.uid: one for one in persons}, tuple(posts), names)


def expected_at(roster: Roster, ledger: str, day: str, group: str = "") -> frozenset[str]:
    """Who ought to attend, as the books work it out."""
    if ledger == "committee_meeting":
        return roster.committee_on(day)
    if ledger == "group_meeting":
        return roster.group_members_on(group, day)
    return roster.members_on(day)


def meeting(roster: Roster, ledger: str, day: str, **more: object) -> Meeting:
    """A meeting without a fault: everybody came, but p5 in April and December, who had a reason."""
    group = str(more.get("group", ""))
    expected = expected_at(roster, ledger, day, group)
    uid = str(more.get("uid", f"{ledger}-{day}-{group}"))
    excused = {"p5"} if day[5:7] in ("04", "12") else set()
    attendance = tuple(
        Attended(one, roster.people[one].name, *(("excused", "住院") if one in excused else ("present", "")))
        for one in sorted(expected)
    )
    item = AgendaItem(
        f"{uid}-1",
        f"研究{words(uid + 'title', 6)}",
        resolution="同意",
        speeches=(Speech("p0", roster.people["p0"].name, words(uid)),),
    )
    plain: dict[str, object] = {
        "uid": uid,
        "entered_on": day,
        "starts_at": {"general_meeting": "09:00", "committee_meeting": "15:00"}.get(ledger, "19:00"),
        "ends_at": {"general_meeting": "11:00", "committee_meeting": "16:30"}.get(ledger, "20:00"),
        "place": "支部活动室",
        "chair": "p0",
        "minute_taker": "p1" if "p1" in expected else "p0",
        "agenda": (item,),
        "attendance": attendance,
        "expected": expected,
        "signed": True,
        "speaker": "p0" if ledger == "party_lecture" else "",
        "with_appraisal": ledger == "life_meeting",
        "papers": _papers(uid, day),
    }
    return Meeting(ledger=ledger, held_on=day, **(plain | more))  # type: ignore[arg-type]


def _papers(uid: str, day: str) -> tuple[Paper, ...]:
    return (
        Paper(f"{uid}-sheet", "sign_in_sheet", "签到表.png", f"sheet {uid}"),
        Paper(f"{uid}-photo", "photo", "照片.jpg", f"photo {uid}", day),
    )


def year_of_meetings(roster: Roster, year: int) -> tuple[Meeting, ...]:
    """Everything a branch with a committee and two groups owes in a year."""
    held = []
    for month in range(1, 13):
        ordinal = f"{year}年第{month}次"
        held.append(meeting(roster, "committee_meeting", f"{year}-{month:02d}-09", number=ordinal))
        held.append(meeting(roster, "theme_day", f"{year}-{month:02d}-20", number=ordinal))
        for group in ("g1", "g2"):
            minute_taker = "p0" if group == "g1" else "p1"
            more = {"group": group, "chair": minute_taker, "minute_taker": minute_taker}
            day = f"{year}-{month:02d}-{15 if group == 'g1' else 16}"
            held.append(
                _of_group(meeting(roster, "group_meeting", day, number=ordinal, **more), minute_taker)
            )
    for quarter in range(4):
        ordinal, month = f"{year}年第{quarter + 1}次", quarter * 3 + 2
        held.append(meeting(roster, "general_meeting", f"{year}-{month:02d}-12", number=ordinal))
        held.append(meeting(roster, "party_lecture", f"{year}-{month:02d}-25", number=ordinal))
    return (*held, meeting(roster, "life_meeting", f"{year}-03-05"))


def _of_group(held: Meeting, speaker: str) -> Meeting:
    item = held.agenda[0]
    speech = replace(item.speeches[0], person=speaker)
    return replace(held, agenda=(replace(item, speeches=(speech,)),))


def documents(year: int) -> tuple[Document, ...]:
    """The plan and the summary of a year."""
    return (
        Document(f"plan-{year}", "plan", f"{year}年工作计划", f"{year}-01-15", year),
        Document(f"summary-{year}", "summary", f"{year}年工作总结", f"{year + 1}-01-05", year),
    )


def talks(year: int, count: int = 10) -> tuple[Talk, ...]:
    """Every pair of the committee, and the secretary with everybody."""
    pairs = {*combinations(("p0", "p1", "p2"), 2), *((f"p{n}", "p0") for n in range(3, count))}
    return tuple(
        Talk(
            f"talk-{one}-{other}",
            f"{year}-04-{10 + number % 15}" if number else f"{year}-02-20",
            (one, other),
        )
        for number, (one, other) in enumerate(sorted(pairs))
    )


PACK = LifePack(
    "life_meeting-2025-03-05-",
    opinions=6,
    self_checked=frozenset({"p0", "p1", "p2"}),
    criticisms=(
        ("p0", "p1", "布置工作不落到人，过后没有检查"),
        ("p1", "p2", "材料总是拖到最后一天才交"),
        ("p2", "p0", "开会讲得多，听别人说得少"),
    ),
)
APPRAISED = AppraisalKept(
    "appraisal-2025",
    2024,
    "2025-03-05",
    stages={
        "study_on": "2025-02-20",
        "self_review_on": "2025-03-01",
        "mutual_review_on": "2025-03-05",
        "held_on": "2025-03-05",
        "decided_on": "2025-03-12",
    },
    cap=3,
    cap_text="应评定等次的党员10人",
    issued=10,
    valid=10,
    members=tuple(
        MemberAppraised(
            f"p{n}", f"p{n}", (3, 7, 0, 0), "qualified" if n else "excellent", feedback_on="2025-03-20"
        )
        for n in range(10)
    ),
)
LIFE = LifeRecords(
    (APPRAISED,),
    {PACK.meeting: PACK},
    (
        RectificationItem(
            "item-1", "2025-03-05", "学习安排顾不到窗口的同志", due_on="2025-04-30", done_on="2025-04-20"
        ),
    ),
)


@cache
def well_kept(year: int = YEAR, today: date = TODAY) -> Facts:
    """Ten full members, a committee of three, two groups, and a year in which nothing is missing. Nobody has been
    admitted for long: the branch has set that this need not be told.
    """
    roster = roster_of(people(10))
    profile = BranchProfile(
        "branch-1",
        "中共云栖乡上溪村支部委员会",
        "上溪村党支部",
        "village",
        founded_on="1998-06",
        term_start_on="2023-03-10",
        theme_day=20,
    )
    return Facts(
        today,
        profile,
        roster,
        calendar(),
        GROUPS,
        year_of_meetings(roster, year),
        talks(year),
        (Hearing(f"hearing-{year}", year, f"{year + 1}-01-20", "members", "p0"),),
        documents=documents(year),
        life=LIFE,
        settings={"DEV-44.years": 0},
    )


def find(facts: Facts, ledger: str, month: int = 5, group: str = "") -> Meeting:
    """A meeting of the well-kept year; `month` for kinds that have one a month."""
    return next(
        held
        for held in facts.meetings
        if held.ledger == ledger and held.day.month == month and held.group == group
    )


def with_meeting(facts: Facts, ledger: str, month: int = 5, group: str = "", **changes: object) -> Facts:
    """The facts with one meeting changed."""
    old = find(facts, ledger, month, group)
    new = replace(old, **changes)  # type: ignore[arg-type]
    return replace(facts, meetings=tuple(new if held is old else held for held in facts.meetings))


def with_item(facts: Facts, ledger: str = "general_meeting", month: int = 5, **changes: object) -> Facts:
    """The facts with the agenda item of one meeting changed."""
    item = replace(find(facts, ledger, month).agenda[0], **changes)  # type: ignore[arg-type]
    return with_meeting(facts, ledger, month, agenda=(item,))


def with_text(facts: Facts, text: str, ledger: str = "general_meeting", month: int = 5) -> Facts:
    """The facts with these words said at one meeting, before the rest."""
    speech = find(facts, ledger, month).agenda[0].speeches[0]
    return with_item(facts, ledger, month, speeches=(replace(speech, words=text + "。" + speech.words),))


def without(facts: Facts, *ledgers: str, month: int | None = None) -> Facts:
    """The facts without the meetings of some kinds (of one month)."""
    return replace(
        facts,
        meetings=tuple(
            held
            for held in facts.meetings
            if held.ledger not in ledgers or (month is not None and held.day.month != month)
        ),
    )


def adding(facts: Facts, *meetings: Meeting) -> Facts:
    """The facts with more meetings."""
    return replace(facts, meetings=(*facts.meetings, *meetings))


def with_state(
    facts: Facts, uid: str, state: str, reason: str = "", *, months: Iterable[int] = range(1, 13)
) -> Facts:
    """The facts with one person's attendance at all meetings of some months set."""
    wanted = set(months)

    def changed(held: Meeting) -> Meeting:
        if held.day.month not in wanted:
            return held
        entries = tuple(
            replace(entry, state=state, reason=reason) if entry.person == uid else entry
            for entry in held.attendance
        )
        return replace(held, attendance=entries)

    return replace(facts, meetings=tuple(map(changed, facts.meetings)))


def with_roster(facts: Facts, *changed: RosterPerson, posts: Iterable[PostHeld] | None = None) -> Facts:
    """The facts with people added or replaced by uid, and perhaps other posts; meetings stay as written."""
    persons = dict(facts.roster.people) | {one.uid: one for one in changed}
    kept = facts.roster.posts if posts is None else tuple(posts)
    return replace(facts, roster=Roster(persons, kept, facts.roster.groups))


def with_profile(facts: Facts, **changes: object) -> Facts:
    """The facts with another profile."""
    return replace(facts, profile=replace(facts.profile, **changes))  # type: ignore[arg-type]


def with_documents(facts: Facts, *papers: Document) -> Facts:
    """The facts with more papers."""
    return replace(facts, documents=(*facts.documents, *papers))


def with_setting(facts: Facts, name: str, value: object) -> Facts:
    """The facts with a local setting."""
    return replace(facts, settings={**facts.settings, name: value})


def day_after(day: str, days: int) -> str:
    """An ISO day some days later."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


NO_HOLIDAYS = HolidayCalendar({}, frozenset())
