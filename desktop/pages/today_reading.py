"""What the page 今天 shows, read in one go in the database thread. No widget, no Qt."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from db.changes import Duty
    from db.rules.duties import Grid
    from db.rules.facts import Facts
    from db.services.branch import Branch

NEAR_DAYS = 31  # a duty due later than this is not yet today's business
WEEK = 7
RECENT_COUNT = 4
_NOT_RECENT = ("branch", "holiday")
_TO_DO_KINDS = ("dues_arrears", "probation_end", "admission", "term_end", "medal_50")
_BIRTHDAY_WORDS = (("birthday", "生日"), ("political_birthday", "政治生日"), ("work_anniversary", "参加工作"))


@dataclass(frozen=True, slots=True)
class ToDo:
    """One thing to see to: `days_left` negative when late; `ledger`, `uid` and `starts` say what the verb opens, or
    `page` where it is done on a page of its own.
    """

    title: str
    note: str
    days_left: int
    verb: str
    ledger: str
    uid: str | None
    starts: Mapping[str, Any]
    page: str = ""


@dataclass(frozen=True, slots=True)
class ComingDay:
    """A birthday, political birthday or day of starting work within the week."""

    kind: str
    name: str
    words: str
    on: date
    uid: str = ""


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the records touched last."""

    ledger: str
    uid: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class SelfCheck:
    """Duties of the year that are over: how many of `owed` were `done`; open findings by severity."""

    done: int
    owed: int
    counts: Mapping[str, int]

    @property
    def score(self) -> int | None:
        """Per cent done; None while nothing has fallen due."""
        return round(100 * self.done / self.owed) if self.owed else None


@dataclass(frozen=True, slots=True)
class TodayView:
    """Everything on the page."""

    day_words: str
    to_do: tuple[ToDo, ...]
    duty_count: int
    grid: "Grid"
    held: Mapping[tuple[str, int], tuple[tuple[str, str], ...]]  # (ledger, month) -> (uid, title)
    coming: tuple[ComingDay, ...]
    check: SelfCheck
    recent: tuple[Recent, ...]
    counts: Mapping[str, int]  # records by ledger, for the first steps
    backup_words: tuple[str, ...] = ()  # what is to be said about backups
    exchange: tuple[tuple[str, str, str], ...] = ()  # words, a verb, and the page that it opens

    @property
    def is_new(self) -> bool:
        """Whether one of the first three steps is still to be done."""
        return not all(self.counts.get(key) for key in ("person", "post", "meetings"))


def read_today(branch: "Branch") -> TodayView:
    """Everything the page shows, as of the branch's today."""
    from db.backup.reminding import backup_reminders
    from db.rules.duties import duties, frequency_grid
    from db.rules.gathering import gather

    facts = gather(branch)
    owed = duties(facts, facts.today.year)
    open_duties = [duty for duty in owed if duty.state in ("late", "due")]
    to_do = [
        *_from_reminders(facts),
        *(_from_duty(facts, duty) for duty in open_duties if _is_near(facts, duty)),
    ]
    posts = len(facts.roster.posts)
    return TodayView(
        day_words=_day_words(facts.today),
        to_do=tuple(sorted(to_do, key=lambda each: each.days_left)),
        duty_count=len(open_duties),
        grid=frequency_grid(facts, facts.today.year),
        held=_held(facts),
        coming=tuple(sorted(_coming(branch, facts), key=lambda each: (each.on, each.kind))),
        check=_self_check(facts, owed),
        recent=_recent(branch),
        counts={"person": len(facts.roster.people), "post": posts, "meetings": len(facts.meetings)},
        backup_words=backup_reminders(branch),
        exchange=tuple(_exchange(branch)),
    )


def _exchange(branch: "Branch") -> Iterator[tuple[str, str, str]]:
    """What is to be seen to between the PCs: changes not taken along for a week, and conflicts."""
    from db.exchange.conflicts import inbox
    from db.exchange.register import status
    from desktop.dialogs.conflict_words import is_overdue, status_words, waiting_words

    found = status(branch)
    if is_overdue(found):
        yield status_words(found), "去导出", "packages"
    if conflicts := inbox(branch):
        yield waiting_words(len(conflicts)), "去处理", "conflicts"


def _day_words(today: date) -> str:
    from db.arithmetic.days import day_text
    from db.arithmetic.lunar import lunar_date_text

    return f"{day_text(today.isoformat())} 星期{'一二三四五六日'[today.weekday()]} · {lunar_date_text(today)}"


def _is_near(facts: "Facts", duty: "Duty") -> bool:
    """Near or late, and not told by a reminder: the end of a probation is, and dues in arrears are by name."""
    from db.rules.dues.obligations import COLLECTING

    if duty.duty == "promotion_meeting" or (duty.duty == COLLECTING and duty.state == "late"):
        return False
    return date.fromisoformat(duty.due_on) <= facts.today + timedelta(days=NEAR_DAYS)


def _from_duty(facts: "Facts", duty: "Duty") -> ToDo:
    from desktop.dialogs.duty_words import duty_note, duty_title, page_of, starting_values, verb_of

    left = (date.fromisoformat(duty.due_on) - facts.today).days
    ledger, uid = duty.about or (duty.ledger, None)
    return ToDo(
        duty_title(duty),
        duty_note(duty),
        left,
        verb_of(duty),
        ledger,
        uid,
        starting_values(facts, duty),
        page_of(duty),
    )


def _from_reminders(facts: "Facts") -> Iterator[ToDo]:
    from db.rules.reminders import reminders

    for reminder in reminders(facts, NEAR_DAYS):
        if reminder.kind in _TO_DO_KINDS:
            left = (date.fromisoformat(reminder.on) - facts.today).days
            note = " · ".join(
                part for part in (reminder.basis.text if reminder.basis else "", reminder.note) if part
            )
            if reminder.kind == "dues_arrears":
                starts = {"person": reminder.person} if reminder.person else {}
                yield ToDo(reminder.title, note, left, "登记交纳", "dues_payment", None, starts)
                continue
            ledger = "person" if reminder.person else "branch"
            uid = reminder.person.uid if reminder.person else facts.profile.uid
            yield ToDo(reminder.title, note, left, "查看", ledger, uid or None, {})


def _held(facts: "Facts") -> dict[tuple[str, int], tuple[tuple[str, str], ...]]:
    """What was recorded in each cell of the grid: this year's meetings and talks by month."""
    from db.arithmetic.days import day_text

    found: dict[tuple[str, int], tuple[tuple[str, str], ...]] = {}

    def put(ledger: str, uid: str, on: str, words: str) -> None:
        if on.startswith(str(facts.today.year)) and len(on) == len("2026-01-01"):
            key = ledger, int(on[5:7])
            found[key] = (*found.get(key, ()), (uid, f"{day_text(on)} {words}".strip()))

    for meeting in facts.meetings:
        put(meeting.ledger, meeting.uid, meeting.held_on, meeting.topic)
    for talk in facts.talks:
        names = [facts.roster.people[uid].name for uid in talk.people if uid in facts.roster.people]
        put("heart_talk", talk.uid, talk.held_on, "与".join(names))
    return found


def _coming(branch: "Branch", facts: "Facts") -> Iterator[ComingDay]:
    """The week's days: birthdays and political birthdays by the reminders, work anniversaries by the poster."""
    from db.rules.reminders import reminders

    words = dict(_BIRTHDAY_WORDS)
    for reminder in reminders(facts, WEEK - 1):
        if reminder.kind in words and reminder.person is not None:
            years = reminder.years
            told = (
                {"birthday": f"{years} 岁", "political_birthday": f"入党 {years} 年"}[reminder.kind]
                if years
                else ""
            )
            lunar = _lunar_words(reminder.title)
            text = " · ".join(part for part in (told, lunar) if part)
            person = reminder.person
            yield ComingDay(reminder.kind, person.name, text, date.fromisoformat(reminder.on), person.uid)
    for occasion, on in _occasions_between(branch, facts):
        if occasion.kind == "work_anniversary":
            yield ComingDay(occasion.kind, occasion.name, f"参加工作 {occasion.note}", on)


def _lunar_words(title: str) -> str:
    inside = title.partition("（")[2].rstrip("）")
    return next((part for part in inside.split("，") if part.startswith("农历")), "")


def _occasions_between(branch: "Branch", facts: "Facts") -> Iterator[tuple[Any, date]]:
    from db.reports import PrintOptions, build_print, print_kind

    last = facts.today + timedelta(days=WEEK - 1)
    for year in range(facts.today.year, last.year + 1):
        poster = build_print(print_kind("birthday_poster"), branch, facts, PrintOptions(year=year))
        for block in getattr(poster, "blocks", ()):
            for month, occasions in enumerate(getattr(block, "months", ()), start=1):
                for occasion in occasions:
                    on = date(year, month, occasion.day) if occasion.day else None
                    if on is not None and facts.today <= on <= last:
                        yield occasion, on


def _self_check(facts: "Facts", owed: "Iterable[Duty]") -> SelfCheck:
    from db.rules.findings import findings

    over = [duty for duty in owed if duty.state in ("done", "late")]
    counts: dict[str, int] = {"S1": 0, "S2": 0, "S3": 0}
    for finding in findings(facts):
        if finding.state == "open":
            counts[finding.severity] = counts.get(finding.severity, 0) + 1
    return SelfCheck(sum(duty.state == "done" for duty in over), len(over), counts)


def _typed(entered_on: str, day: str) -> str:
    """When it was typed, in as few words as the day beside it allows."""
    from db.arithmetic.days import day_text

    if entered_on == day:
        return "当天录入"
    same_year = entered_on[:4] == day[:4]
    return f"{day_text(entered_on).partition('年')[2] if same_year else day_text(entered_on)}录入"


def _recent(branch: "Branch") -> tuple[Recent, ...]:
    from db.arithmetic.days import day_text
    from db.ledgers import LEDGERS
    from db.services import queries, saving

    found = []
    for spec in LEDGERS:
        if spec.key in _NOT_RECENT:
            continue
        keys = tuple(dict.fromkeys((*spec.summary, *((spec.day,) if spec.day else ()))))
        query = queries.ListQuery(keys=keys, sort="changed_at", descending=True, limit=RECENT_COUNT)
        for row in queries.list_rows(branch, spec, query):
            day = row.text(spec.day) if spec.day else ""
            title = saving.title_of(spec, row).replace(day, "").strip() if day else saving.title_of(spec, row)
            note = " · ".join(part for part in (day and day_text(day), _typed(row.entered_on, day)) if part)
            found.append(
                (row.changed_at, Recent(spec.key, row.uid, f"{spec.title} · {title}".rstrip(" ·"), note))
            )
    found.sort(key=lambda each: each[0], reverse=True)
    return tuple(recent for _at, recent in found[:RECENT_COUNT])
