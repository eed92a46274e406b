"""述职评议 (EDU19 art. 43): the secretary's yearly report on Party building, how it was graded, and what was criticized.

One record for each hearing: before the members of the branch, or before the superior. The four grades are called as is
usual locally (`scale`); the counts are stored under the same names whatever they are called. Problems that were named
are worked off in 整改清单 (source: 述职评议), and typed only there.
"""

from collections.abc import Mapping
from typing import Any

from db.arithmetic.ballots import problem_of_counts, share_text
from db.fields import FieldSpec, Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record
from db.records.roster import Roster

SCALE_SETTING = "secretary_appraisal.scale"
SCALES = {
    "good": ("好", "较好", "一般", "差"),
    "excellent": ("优秀", "良好", "一般", "较差"),
    "satisfied": ("满意", "比较满意", "基本满意", "不满意"),
}
GRADES = ("good", "fairly_good", "average", "poor")
AUDIENCES = choices(members="本支部党员", superior="上级党组织")
SCALE_CHOICES = choices(**{code: "、".join(words) for code, words in SCALES.items()})
GRADE_CHOICES = choices(
    good="第一档（好）", fairly_good="第二档（较好）", average="第三档（一般）", poor="第四档（差）"
)
POSTS = {"secretary": "书记", "deputy_secretary": "副书记"}
FIRST_YEAR = 1921


class SecretaryAppraisal(Record, table=True):
    """One hearing; `year` is the year reported on, ballots are those of whoever graded."""

    __tablename__ = "secretary_appraisal"

    year: int | None = column("述职年度", Kind.INTEGER, required=True, hint="如：2025")
    held_on: str | None = column("述职评议日期", Kind.DAY, required=True)
    audience: str = column("向谁述职", Kind.CHOICE, choices=AUDIENCES, default="members")
    reporter_uid: str | None = column("述职人", Kind.PERSON, required=True)
    meeting_uid: str | None = column("会议记录", Kind.REFERENCE, refers_to="meeting")
    present_count: int | None = column("到会人数", Kind.INTEGER, key="present")
    report: str | None = column("述职要点", Kind.LONG_TEXT, searched=True, hint="报告全文作为附件")
    comments: str | None = column(
        "点评和指出的问题", Kind.LONG_TEXT, searched=True, hint="要整改的逐条登记到整改清单"
    )
    scale: str = column("等次用词", Kind.CHOICE, choices=SCALE_CHOICES, default="good")
    ballots_issued: int | None = column("发出测评票", Kind.INTEGER)
    ballots_returned: int | None = column("收回测评票", Kind.INTEGER)
    ballots_valid: int | None = column("有效测评票", Kind.INTEGER)
    votes_good: int | None = column("第一档（好）票", Kind.INTEGER, key="good")
    votes_fairly_good: int | None = column("第二档（较好）票", Kind.INTEGER, key="fairly_good")
    votes_average: int | None = column("第三档（一般）票", Kind.INTEGER, key="average")
    votes_poor: int | None = column("第四档（差）票", Kind.INTEGER, key="poor")
    overall_grade: str | None = column("上级评定等次", Kind.CHOICE, choices=GRADE_CHOICES)
    overall_opinion: str | None = column("上级评定意见", Kind.LONG_TEXT, searched=True)
    decided_on: str | None = column("上级评定日期", Kind.DAY)
    note: str | None = column("备注", Kind.LONG_TEXT)


EXTRA = (
    FieldSpec("post", "职务", Kind.COMPUTED),
    FieldSpec("invalid_count", "无效票", Kind.COMPUTED, computed_as=Kind.INTEGER),
    FieldSpec("result_text", "测评结果", Kind.COMPUTED),
    FieldSpec("overall_text", "上级评定", Kind.COMPUTED),
)


def words_of(scale: str | None) -> dict[str, str]:
    """What the four grades are called, by their stored names."""
    return dict(zip(GRADES, SCALES.get(scale or "good", SCALES["good"]), strict=True))


def check_secretary_appraisal(values: Mapping[str, Any]) -> Mapping[str, str]:
    """Counts that cannot be, and a hearing before the year it is about."""
    present, issued = values.get("present"), values.get("ballots_issued")
    returned, valid = values.get("ballots_returned"), values.get("ballots_valid")
    counts = ("present", "ballots_issued", "ballots_returned", "ballots_valid")
    problems = {key: "人数和票数不能是负数" for key in counts if (values.get(key) or 0) < 0}
    if present is not None and issued is not None and issued > present:
        problems["ballots_issued"] = f"发出测评票{issued}张，多于到会的{present}人"
    if issued is not None and returned is not None and returned > issued:
        problems["ballots_returned"] = f"收回测评票{returned}张，多于发出的{issued}张"
    if returned is not None and valid is not None and valid > returned:
        problems["ballots_valid"] = f"有效测评票{valid}张，多于收回的{returned}张"
    wrong = problem_of_counts(valid, [values.get(grade) for grade in GRADES])
    if wrong:
        problems["good"] = wrong
    return problems | _problems_of_days(values)


def _problems_of_days(values: Mapping[str, Any]) -> dict[str, str]:
    year, held_on, decided_on = values.get("year"), values.get("held_on"), values.get("decided_on")
    problems = {}
    if year is not None and not FIRST_YEAR <= year <= 9999:
        problems["year"] = "述职年度应是四位数的年份"
    elif year is not None and held_on and int(held_on[:4]) < year:
        problems["held_on"] = f"述职评议日期早于述职的{year}年度"
    if held_on and decided_on and decided_on < held_on:
        problems["decided_on"] = "上级评定日期早于述职评议日期"
    return problems


def compute_secretary_appraisal(values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """The post on the day, ballots that do not count, and the result in the words used."""
    returned, valid = values.get("ballots_returned"), values.get("ballots_valid")
    words, counts = words_of(values.get("scale")), [values.get(grade) for grade in GRADES]
    told = [
        f"{words[grade]}{count}票（{share_text(count, sum(each or 0 for each in counts))}）"
        for grade, count in zip(GRADES, counts, strict=True)
        if count
    ]
    return {
        "post": _post_of(values, roster),
        "invalid_count": returned - valid if returned is not None and valid is not None else None,
        "result_text": "，".join(told) or None,
        "overall_text": words.get(values.get("overall_grade") or ""),
    }


def _post_of(values: Mapping[str, Any], roster: Roster) -> str | None:
    person, held_on = values.get("reporter"), values.get("held_on")
    if not person or not held_on:
        return None
    held = [post.post for post in roster.posts_on(held_on) if post.person_uid == person.uid]
    named = [POSTS[post] for post in held if post in POSTS]
    return f"党支部{named[0]}" if named else ("党支部委员" if held else None)


def start_secretary_appraisal(_values: Mapping[str, Any], roster: Roster) -> Mapping[str, Any]:
    """The words that the branch chose for the grades."""
    chosen = str(roster.around().settings.get(SCALE_SETTING, "good"))
    return {"scale": chosen if chosen in SCALES else "good"}


SPEC = LedgerSpec(
    key="secretary_appraisal",
    title="书记述职评议",
    record=SecretaryAppraisal,
    columns=(
        Column("year", 4),
        Column("held_on", 6),
        Column("reporter", 5),
        Column("post", 5, shown=False),
        Column("audience", 6),
        Column("ballots_returned", 5, title="收回票", right=True),
        Column("result_text", 16),
        Column("overall_text", 5),
        Column("comments", 14, shown=False),
    ),
    form=(
        FormGroup("述职", ("year", "held_on", "reporter", "audience", "meeting", "present", "report")),
        FormGroup(
            "测评",
            (
                "scale",
                "ballots_issued",
                "ballots_returned",
                "ballots_valid",
                "good",
                "fairly_good",
                "average",
                "poor",
            ),
        ),
        FormGroup("评定与问题", ("overall_grade", "decided_on", "overall_opinion", "comments", "note")),
    ),
    sort="held_on",
    box="organization",
    place="responsibility",
    merge=MergePolicy(identity=("year", "reporter", "audience")),
    extra=EXTRA,
    day="held_on",
    summary=("year", "reporter", "audience"),
    check=check_secretary_appraisal,
    compute=compute_secretary_appraisal,
    starts=start_secretary_appraisal,
    attachments=("述职报告", "测评票", "测评汇总表", "上级评定意见"),
    notes="书记每年抓党建述职：向本支部党员述职并测评，向上级述职的另记一条；指出的问题逐条登记到整改清单。",
    inspected="每年有没有述职评议，述职报告、测评票和汇总是否齐全、票数对不对，指出的问题有没有整改。",
)
