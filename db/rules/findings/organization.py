"""Findings ORG-01 to ORG-17: members, committee, posts and Party groups.

Judged as of the end of the year, or as of today while it runs. A branch without a single member on record
has not been entered yet and gives no findings here.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from db.arithmetic.days import day_text, earliest, latest
from db.arithmetic.party_standing import party_standing
from db.records.roster import PostHeld
from db.rules.facts import Group
from db.rules.findings.observation import Observation, Rule, of_branch, of_meeting, of_year, people
from db.rules.year_view import POST_TITLES, YearView

COMMITTEE_FROM = 7
REQUIRED_POSTS = ("organization", "publicity", "discipline")
SMALL_BRANCH_KINDS = frozenset({"joint", "temporary"})


def too_few_full_members(view: YearView) -> Iterator[Observation]:
    """ORG-01."""
    count = len(view.full_members)
    if view.members and count < 3 and view.profile.kind not in SMALL_BRANCH_KINDS:
        yield of_branch(view, f"名册中正式党员只有{count}人，不足3人，又不是联合支部或临时支部")


def too_many_members(view: YearView) -> Iterator[Observation]:
    """ORG-02."""
    count = len(view.members)
    if count > 50:
        yield of_branch(view, f"支部共有党员{count}人，一般不超过50人")


def committee_missing(view: YearView) -> Iterator[Observation]:
    """ORG-03."""
    count = len(view.full_members)
    if count >= COMMITTEE_FROM and not view.has_committee:
        yield of_branch(view, f"正式党员{count}人，已满7人，任职登记中没有支部委员会")


def committee_too_early(view: YearView) -> Iterator[Observation]:
    """ORG-04."""
    count = len(view.full_members)
    if view.members and count < COMMITTEE_FROM and view.has_committee:
        yield of_branch(view, f"正式党员{count}人，不足7人，却登记了支部委员会")


def _committee_size(view: YearView) -> int:
    return len(view.roster.committee_on(view.as_of)) if view.has_committee else 0


def committee_size(view: YearView) -> Iterator[Observation]:
    """ORG-05. Six and seven are allowed but unusual: a hint."""
    count = _committee_size(view)
    if not count or 3 <= count <= 5:
        return
    limit = "少于3人" if count < 3 else "一般为3至5人，最多不超过7人"
    severity = "S3" if count in (6, 7) else ""
    yield of_branch(view, f"支部委员会现有{count}人，{limit}", severity)


def committee_even(view: YearView) -> Iterator[Observation]:
    """ORG-06. A size that is wrong anyway is left to ORG-05."""
    if _committee_size(view) == 4:
        yield of_branch(view, "支部委员会现有4人，为偶数，表决时容易出现票数相等")


def _last_holder(view: YearView, post: str) -> PostHeld | None:
    """Who held a post last, when it had been given up by the day of judgement; None if it was never held."""
    ended = [
        held
        for held in view.roster.posts
        if held.post == post and held.until_on is not None and latest(held.until_on) < view.as_of
    ]
    return max(ended, key=lambda held: (latest(held.until_on or ""), held.uid), default=None)


def posts_missing(view: YearView) -> Iterator[Observation]:
    """ORG-07. A post that was held once and is vacant is left to ORG-10."""
    if not view.has_committee:
        return
    missing = [
        POST_TITLES[post]
        for post in REQUIRED_POSTS
        if view.roster.holder_on(post, view.as_of) is None and _last_holder(view, post) is None
    ]
    if missing:
        yield of_branch(view, f"支部委员会没有登记{'、'.join(missing)}")


def _appointed_in_force(view: YearView) -> Iterator[tuple[PostHeld, str]]:
    """Posts held at some time in the year whose first day is known, with that day."""
    for held in view.roster.posts:
        begun = held.from_on is not None and earliest(held.from_on) <= view.as_of
        open_in_year = held.until_on is None or latest(held.until_on) >= view.first
        if held.from_on is not None and begun and open_in_year and held.person_uid in view.roster.people:
            yield held, held.from_on


def _was_full(view: YearView, held: PostHeld, since: str) -> bool:
    return view.roster.stage_on(held.person_uid, latest(since)) == "full"


def post_by_probationary(view: YearView) -> Iterator[Observation]:
    """ORG-08. A first day known to the month only is taken as its last day."""
    for held, since in _appointed_in_force(view):
        if not _was_full(view, held, since):
            name, title = view.name(held.person_uid), POST_TITLES.get(held.post, "委员")
            yield Observation(
                f"{name}自{day_text(since)}任{title}，当时还不是正式党员",
                view.period,
                latest(since),
                subject=name,
                records=(("post", held.uid), ("person", held.person_uid)),
            )


def secretary_standing(view: YearView) -> Iterator[Observation]:
    """ORG-09. Who was not a full member at all is left to ORG-08."""
    for held, since in _appointed_in_force(view):
        standing = party_standing(view.roster.people[held.person_uid].dates)
        start = standing.counted_from
        if held.post != "secretary" or start is None or not _was_full(view, held, since):
            continue
        if not standing.years_on(latest(since)):
            name = view.name(held.person_uid)
            yield Observation(
                f"{name}自{day_text(since)}任书记，党龄从{day_text(start)}算起，不足1年",
                view.period,
                latest(since),
                subject=name,
                records=(("post", held.uid), ("person", held.person_uid)),
            )


def vacancy(view: YearView) -> Iterator[Observation]:
    """ORG-10. Only posts that somebody held before; deputies and plain members need no successor."""
    posts = ("secretary", *REQUIRED_POSTS) if view.has_committee else ("secretary",)
    limit = view.number("ORG-10.days")
    for post in posts:
        last = _last_holder(view, post) if view.roster.holder_on(post, view.as_of) is None else None
        if last is None or last.until_on is None:
            continue
        days = (view.as_of - latest(last.until_on)).days
        if days > limit:
            yield of_year(
                view,
                f"{POST_TITLES[post]}自{day_text(last.until_on)}起空缺，已{days}天，超过{limit}天",
                subject=POST_TITLES[post],
                records=(("post", last.uid),),
            )


def joint_branch_too_wide(view: YearView) -> Iterator[Observation]:
    """ORG-11."""
    units = view.profile.joint_units or 0
    if view.profile.kind == "joint" and units > 5:
        yield of_branch(view, f"联合支部覆盖{units}个单位，一般不超过5个")


def _group_members(view: YearView, group: Group) -> frozenset[str]:
    return view.roster.group_members_on(group.uid, view.as_of)


def group_too_small(view: YearView) -> Iterator[Observation]:
    """ORG-12. A group without members is no longer in use."""
    least = view.number("ORG-12.members")
    for group in view.facts.groups:
        members = _group_members(view, group)
        if not members:
            continue
        full = len(members & view.full_members)
        if len(members) < least or not full:
            message = f"{group.name}现有党员{len(members)}人，其中正式党员{full}人"
            yield of_year(view, message, subject=group.name, records=(("group", group.uid),))


def group_leader(view: YearView) -> Iterator[Observation]:
    """ORG-13."""
    for group in view.facts.groups:
        if group.leader in view.members and group.leader not in view.full_members:
            message = f"{group.name}组长{view.name(group.leader)}是预备党员"
            yield of_year(view, message, subject=group.name, records=(("group", group.uid),))


def groups_missing(view: YearView) -> Iterator[Observation]:
    """ORG-14."""
    count = len(view.members)
    if count >= view.number("ORG-14.members") and not view.facts.groups:
        yield of_branch(view, f"支部共有党员{count}人，没有划分党小组")


def member_without_group(view: YearView) -> Iterator[Observation]:
    """ORG-15. One finding for all of them: they are mended together."""
    if not any(_group_members(view, group) for group in view.facts.groups):
        return
    left_out = sorted(uid for uid in view.members if not view.roster.group_on(uid, view.as_of))
    if left_out:
        message = f"有{len(left_out)}名党员没有编入党小组：{view.names(left_out)}"
        yield of_year(view, message, subject=view.names(left_out), records=people(left_out))


def temporary_branch(view: YearView) -> Iterator[Observation]:
    """ORG-16."""
    if view.profile.kind != "temporary":
        return
    for meeting in view.held("general_meeting", "committee_meeting"):
        titles = [item.title for item in meeting.agenda if item.matter != "ordinary"]
        if titles:
            yield of_meeting(view, meeting, f"办理了“{titles[0]}”，临时支部不办理发展党员、转正和换届选举")


def division_of_labour(view: YearView) -> Iterator[Observation]:
    """ORG-17. Asked for in the year in which the term began: older papers may never have been entered."""
    started = view.profile.term_start_on
    if not started or started[:4] != view.period or not view.has_committee:
        return
    begun, limit = latest(started), timedelta(days=view.number("ORG-17.days"))
    if view.as_of <= begun + limit or _has_division(view, earliest(started)):
        return
    yield of_branch(view, f"本届任期自{day_text(started)}起，没有支委分工的文件或者会议记录")


def _has_division(view: YearView, since: date) -> bool:
    day = since.isoformat()
    paper = any(
        document.kind == "division_of_labour"
        and (document.dated_on or day) >= day[: len(document.dated_on or day)]
        for document in view.facts.documents
    )
    return paper or any(
        "分工" in item.title
        for meeting in view.recorded
        if meeting.ledger == "committee_meeting" and meeting.held_on >= day
        for item in meeting.agenda
    )


RULES = (
    Rule("ORG-01", too_few_full_members),
    Rule("ORG-02", too_many_members),
    Rule("ORG-03", committee_missing),
    Rule("ORG-04", committee_too_early),
    Rule("ORG-05", committee_size),
    Rule("ORG-06", committee_even),
    Rule("ORG-07", posts_missing),
    Rule("ORG-08", post_by_probationary),
    Rule("ORG-09", secretary_standing),
    Rule("ORG-10", vacancy),
    Rule("ORG-11", joint_branch_too_wide),
    Rule("ORG-12", group_too_small),
    Rule("ORG-13", group_leader),
    Rule("ORG-14", groups_missing),
    Rule("ORG-15", member_without_group),
    Rule("ORG-16", temporary_branch),
    Rule("ORG-17", division_of_labour),
)
