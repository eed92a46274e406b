"""发展党员: for every step the earliest and latest day, how it stands, and why, from the days known so far.

Three tracks are kept apart: what the rule allows (earliest, latest), what is planned, what happened. Nothing here
decides for anybody: an impossible order of days is told as a problem, what is merely risky as a warning. The edition
is that in force on the day of the step. Pure arithmetic: the same facts give the same answer in whatever order they
were typed. Where evidence is missing the earliest day is not known (None) and never earlier than with it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from db.arithmetic.admission_steps import EDITIONS, Bound, Step, steps
from db.arithmetic.days import add_months, add_years, day_text
from db.arithmetic.working_days import HolidayCalendar, seed_calendar

SWITCH_ON = date(2026, 5, 18)  # first day of the 2026 edition; a setting, for its own clause was not seen
NOTICE_WORKDAYS = 5
NOTICE_FULL = f"公示满{NOTICE_WORKDAYS}个工作日"
PROBATION_MONTHS = 12
EXTENSION_MONTHS = range(6, 13)
EXAMINATION_MONTHS = 6
LONGEST_APPROVAL_MONTHS = 6
LEAVING_MONTHS = 3
ENROL, EXAMINE, LIST, ADMIT, APPROVE, PROMOTE = 3, 6, 7, 15, 17, 23
PROBATION_EDUCATION, REQUEST = 21, 22
ENDED = {
    "cancelled": "已取消预备党员资格",
    "moved": "组织关系已转出，由接收的支部接着办",
    "stopped": "已停止培养",
}

_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class AdmissionTerms:
    """What the branch has set: the first day of the 2026 edition, its working days, and local numbers of days.

    `promotion_days`: how long after the probation the discussion may be put off (local practice).
    """

    switch_on: date = SWITCH_ON
    calendar: HolidayCalendar = field(default_factory=seed_calendar)
    promotion_days: int = 30

    def edition_on(self, day: date) -> str:
        """DEV14 or DEV26."""
        return "DEV26" if day >= self.switch_on else "DEV14"


@dataclass(frozen=True, slots=True)
class AdmissionHistory:
    """What is known of one person. `done` and `planned` are days by number of the step.

    `papers` are the steps whose papers are in the file, `explained` those with a reason written beside them.
    """

    done: Mapping[int, date] = field(default_factory=dict)
    planned: Mapping[int, date] = field(default_factory=dict)
    papers: frozenset[int] = frozenset()
    explained: frozenset[int] = frozenset()
    born_on: date | None = None
    notice_from: date | None = None
    notice_to: date | None = None
    examinations: tuple[date, ...] = ()
    training_days: int | None = None
    training_hours: int | None = None
    extension_months: int = 0
    leaving_on: date | None = None
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class StepState:
    """How one step stands. `state`: done, next (may be done now), waiting, refused (impossible order), late.

    `day` is when it happened. `problems` cannot be, `warnings` are risky, `waits` say what it waits for: Chinese.
    """

    step: Step
    state: str
    edition: str
    earliest: date | None
    latest: date | None
    day: date | None = None
    planned: date | None = None
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    waits: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """2026版第十三条."""
        return f"{EDITIONS[self.edition]}{self.step.articles[self.edition]}"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Everything there is to say, the gravest first."""
        return (*self.problems, *self.warnings, *self.waits)


def judge_admission(
    history: AdmissionHistory, as_of: date, terms: AdmissionTerms | None = None
) -> tuple[StepState, ...]:
    """The state of all steps as of a day. A day still to come counts as planned, not as done."""
    judge = _Judge(_known(history, as_of), as_of, terms or AdmissionTerms())
    return tuple(judge.state(each) for each in steps())


def next_step(states: tuple[StepState, ...]) -> StepState | None:
    """The step to be done next: the first that did not happen, before those that last; None when all are done."""
    still_open = [each for each in states if each.day is None]
    deciding = [each for each in still_open if each.step.number not in (EXAMINE, PROBATION_EDUCATION)]
    return next(iter([*deciding, *still_open]), None)


def probation_end(history: AdmissionHistory) -> date | None:
    """Last day of the probation: a year from the branch meeting (CONST art. 7), with the extension; None before it.

    A year from 29 February ends on 28 February.
    """
    admitted = history.done.get(ADMIT)
    return None if admitted is None else add_months(admitted, PROBATION_MONTHS + history.extension_months)


def notice_end(history: AdmissionHistory, calendar: HolidayCalendar) -> date | None:
    """Last day of the public notice: the fifth working day, its first day included, or later where it says so."""
    if history.notice_from is None:
        return None
    fifth = calendar.nth_workday(history.notice_from, NOTICE_WORKDAYS)
    return max(fifth, history.notice_to) if history.notice_to else fifth


def notice_words(first: date, last: date | None, calendar: HolidayCalendar) -> str:
    """How long a public notice runs by the working days of the calendar, and whether the days typed are enough."""
    end = calendar.nth_workday(first, NOTICE_WORKDAYS)
    certain = "" if calendar.is_certain(end) else "（该年放假安排还没有登记，按周末暂算）"
    words = f"从{first}起，第{NOTICE_WORKDAYS}个工作日是{end}{certain}"
    if last is not None:
        worked = calendar.count_workdays(first, last)
        verdict = "够" if worked >= NOTICE_WORKDAYS else f"不足{NOTICE_WORKDAYS}个"
        words += f"；填写的起止日期共{worked}个工作日，{verdict}"
    return words


def examinations_due(history: AdmissionHistory, until: date) -> int:
    """How many half-yearly examinations the time of cultivation asks for by a day, at most up to step 7."""
    begun = history.done.get(ENROL)
    if begun is None:
        return 0
    end = min(until, history.done.get(LIST, until))
    due = 0
    while add_months(begun, EXAMINATION_MONTHS * (due + 1)) <= end:
        due += 1
    return due


def examinations_held(history: AdmissionHistory, until: date) -> int:
    """How many were held from step 3 on, up to step 7 or the day."""
    begun = history.done.get(ENROL)
    end = min(until, history.done.get(LIST, until))
    return 0 if begun is None else sum(begun <= day <= end for day in history.examinations)


def _known(history: AdmissionHistory, as_of: date) -> AdmissionHistory:
    """The history as of a day; the lasting steps 6 and 21 count as done with the step that closes them."""
    done = {number: day for number, day in history.done.items() if day <= as_of}
    planned = {number: day for number, day in history.done.items() if day > as_of}
    planned = {**history.planned, **planned}
    if history.outcome == "extended" and PROMOTE in done and _is_extending(history, done[PROMOTE]):
        planned.pop(PROMOTE, None)
        del done[PROMOTE]  # that meeting extended the probation; the one that decides is still to come
    for lasting, begins, closes in ((EXAMINE, ENROL, LIST), (PROBATION_EDUCATION, ADMIT, PROMOTE)):
        if lasting not in done and begins in done and closes in done:
            held = [day for day in history.examinations if done[begins] <= day <= done[closes]]
            if held:
                done[lasting] = max(held)
    return replace(history, done=done, planned=planned)


def _is_extending(history: AdmissionHistory, met_on: date) -> bool:
    end = probation_end(history)
    return end is not None and met_on < end


@dataclass(frozen=True, slots=True)
class _Judge:
    """One person on one day."""

    history: AdmissionHistory
    as_of: date
    terms: AdmissionTerms

    def state(self, step: Step) -> StepState:
        happened, planned = self.history.done.get(step.number), self.history.planned.get(step.number)
        day = happened or planned
        edition = self._edition(step, day)
        earliest, latest = self._earliest(step, edition), self._latest(step, edition)
        problems = tuple(self._problems(step, day, edition)) if day else ()
        warnings = tuple(self._warnings(step, happened, edition, latest))
        waits = () if happened else tuple(self._waits(step, earliest, edition))
        state = self._word(step, happened, problems, waits, latest)
        return StepState(step, state, edition, earliest, latest, happened, planned, problems, warnings, waits)

    def _edition(self, step: Step, day: date | None) -> str:
        """Of the day of the step; of one that has not been set, the first day on which it could be."""
        if day is None:
            possible = self._earliest(step, "DEV14")
            day = max(self.as_of, possible) if possible else self.as_of
        return self.terms.edition_on(day)

    def _word(
        self,
        step: Step,
        happened: date | None,
        problems: tuple[str, ...],
        waits: tuple[str, ...],
        latest: date | None,
    ) -> str:
        if problems:
            return "refused"
        if happened:
            return "done"
        is_over = self.history.outcome in ENDED
        if latest is not None and self.as_of > latest and not is_over and self._is_reached(step):
            return "late"
        return "waiting" if waits else "next"

    def _is_reached(self, step: Step) -> bool:
        return all(number in self.history.done for number in step.before)

    # --- bounds -------------------------------------------------------------------------------------------
    def _bounds(self, step: Step, edition: str) -> Iterator[tuple[date | None, str]]:
        """Every bound of the earliest day with its reason; None while the day is not known."""
        for number in step.after:
            yield self.history.done.get(number), steps()[number - 1].name
        for bound in step.earliest:
            if bound.holds_in(edition):
                yield self._lower(bound), self._bound_text(bound)

    def _earliest(self, step: Step, edition: str) -> date | None:
        found = [day for day, _ in self._bounds(step, edition)]
        known = [day for day in found if day is not None]
        return max(known) if known and len(known) == len(found) else None

    def _lower(self, bound: Bound) -> date | None:
        if bound.anchor == "birth":
            born = self.history.born_on
            return add_years(born, bound.months // 12) if born else None
        if bound.anchor == "notice":
            end = notice_end(self.history, self.terms.calendar)
            return end + _ONE_DAY if end else None
        if bound.anchor == "probation":
            end = probation_end(self.history)
            return add_months(end, bound.months) if end else None
        start = self.history.done.get(bound.step)
        return add_months(start, bound.months) if start else None

    def _latest(self, step: Step, edition: str) -> date | None:
        found = [self._upper(bound) for bound in step.latest if bound.holds_in(edition)]
        return min((day for day in found if day is not None), default=None)

    def _upper(self, bound: Bound) -> date | None:
        if bound.anchor == "promptly":
            end = probation_end(self.history)
            return end + timedelta(days=self.terms.promotion_days) if end else None
        return self._lower(bound)

    def _bound_text(self, bound: Bound) -> str:
        if bound.anchor == "birth":
            return "年满18周岁"
        if bound.anchor == "notice":
            return NOTICE_FULL
        if bound.anchor == "probation":
            if bound.months < 0:
                return f"预备期满前{-bound.months}个月"
            extension = self.history.extension_months
            return f"预备期满（延长{extension}个月）" if extension else "预备期满1年"
        return f"{steps()[bound.step - 1].name}满{bound.months}个月"

    # --- what is said ---------------------------------------------------------------------------------------
    def _limits(self, step: Step, edition: str) -> Iterator[tuple[date, str]]:
        """Days before which the step cannot have happened, with the reason; local custom is none of them."""
        for number in step.before:
            if number in self.history.done:
                yield self.history.done[number], steps()[number - 1].name
        for bound in step.earliest:
            day = self._lower(bound) if bound.holds_in(edition) and not bound.is_local else None
            if day is not None:
                # on the last day of the notice it is a risk, not impossible
                yield day - _ONE_DAY if bound.anchor == "notice" else day, self._bound_text(bound)

    def _problems(self, step: Step, day: date, edition: str) -> Iterator[str]:
        basis = f"{EDITIONS[edition]}{step.articles[edition]}"
        for limit, reason in self._limits(step, edition):
            if day < limit:
                yield f"{step.name}的日期{_text(day)}太早：{reason}是{_text(limit)}（依据{basis}）"

    def _waits(self, step: Step, earliest: date | None, edition: str) -> Iterator[str]:
        if self.history.outcome in ENDED:
            yield ENDED[self.history.outcome]
            return
        for number in step.before:
            if number not in self.history.done:
                yield f"先完成{steps()[number - 1].name}"
        for bound in step.earliest:
            if bound.holds_in(edition) and bound.anchor == "notice" and self.history.notice_from is None:
                yield f"先公示，不少于{NOTICE_WORKDAYS}个工作日"
        for bound in step.earliest:
            if (
                bound.step
                and bound.holds_in(edition)
                and bound.step not in (*step.before, *self.history.done)
            ):
                yield f"先完成{steps()[bound.step - 1].name}"
        if earliest is not None and earliest > self.as_of:
            reasons = [reason for day, reason in self._bounds(step, edition) if day == earliest]
            yield f"最早{_text(earliest)}：{'、'.join(reasons)}"

    def _warnings(
        self, step: Step, happened: date | None, edition: str, latest: date | None
    ) -> Iterator[str]:
        is_open = happened is not None or self.history.outcome not in ENDED
        if latest is not None and (happened or self.as_of) > latest and is_open and self._is_reached(step):
            yield f"{step.name}最迟应在{_text(latest)}，{'晚了' if happened else '已经过了'}"
        customs = [(self._lower(each), self._bound_text(each)) for each in step.earliest if each.is_local]
        for custom, reason in customs:
            if happened and custom and happened < custom:
                yield f"{step.name}一般不早于{reason}（{_text(custom)}），属本地要求"
        if step.number == LIST:
            yield from self._listing(happened, edition)
        if step.number == 11 and happened and not trained_enough(self.history):
            yield "集中培训不足3天，也不足24学时"
        if step.number == ADMIT and happened and self._leaves_soon(happened):
            yield f"3个月内将离开本单位，一般不接收，请核对离开日期{_text(self.history.leaving_on or happened)}"
        if happened and step.number not in self.history.papers:
            yield f"还没有勾选材料：{'、'.join(step.documents)}"

    def _leaves_soon(self, admitted: date) -> bool:
        leaving = self.history.leaving_on
        return leaving is not None and admitted <= leaving < add_months(admitted, LEAVING_MONTHS)

    def _listing(self, happened: date | None, edition: str) -> Iterator[str]:
        history, calendar = self.history, self.terms.calendar
        if happened and edition == "DEV26" and history.notice_from is None:
            yield f"2026版要求确定前先公示不少于{NOTICE_WORKDAYS}个工作日，没有登记公示"
        if history.notice_from and history.notice_to:
            worked = calendar.count_workdays(history.notice_from, history.notice_to)
            if worked < NOTICE_WORKDAYS:
                yield f"公示只有{worked}个工作日，不足{NOTICE_WORKDAYS}个"
        end = notice_end(history, calendar)
        if end and not calendar.is_certain(end):
            yield f"{end.year}年的放假安排还没有登记，公示期满日按周末暂算"
        if end and happened == end:
            yield "公示最后一天当天就确定，请核对公示是否期满"
        if happened and (held := examinations_held(history, happened)) < (
            due := examinations_due(history, happened)
        ):
            yield f"培养期间半年考察应有{due}次，登记了{held}次"


def trained_enough(history: AdmissionHistory) -> bool:
    """Whether the training was three days or 24 hours; what was not written down is not enough."""
    return (history.training_days or 0) >= 3 or (history.training_hours or 0) >= 24


def _text(day: date) -> str:
    return day_text(day.isoformat())
