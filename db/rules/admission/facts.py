"""One person's admission as the rules look at it: the history of the arithmetic and what else its file says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from db.arithmetic.admission import AdmissionHistory


@dataclass(frozen=True)
class AdmissionFile:
    """`person`, `introducers` and `mentors` are uids. By step: `typed` the day written beside it, `meetings` the uid of
    the meeting, `documents` the papers ticked, `notes` the explanation, `written` opinions in favour handed in before.
    """

    uid: str
    person: str
    name: str
    history: AdmissionHistory
    typed: Mapping[int, date] = field(default_factory=dict)
    meetings: Mapping[int, str] = field(default_factory=dict)
    documents: Mapping[int, str] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    written: Mapping[int, int] = field(default_factory=dict)
    introducers: tuple[str, ...] = ()
    mentors: tuple[str, ...] = ()
    reports: tuple[date, ...] = ()
    superior_view: str = ""
    promotion_notice: tuple[date | None, date | None] = (None, None)  # from, to
    form: Mapping[int, date] = field(default_factory=dict)  # the days written in the 入党志愿书, by step
    extension_count: int | None = None
    relatives: Mapping[str, str] = field(
        default_factory=dict
    )  # introducers and mentors near of kin: their relation

    def day(self, step: int) -> date | None:
        """When a step happened; None while it has not."""
        return self.history.done.get(step)
