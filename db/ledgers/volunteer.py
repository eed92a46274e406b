"""志愿服务: who served when, where and at what. A theme day ticked 含志愿服务 counts by itself and is not typed here again."""

from collections.abc import Mapping
from typing import Any

from db.fields import FieldSpec, Kind, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record


class Volunteer(Record, table=True):
    """One service of one or several people; the hours follow from the times, or are written where there are none."""

    __tablename__ = "volunteer"

    served_on: str | None = column("日期", Kind.DAY, required=True)
    starts_at: str | None = column("开始时间", Kind.TIME)
    ends_at: str | None = column("结束时间", Kind.TIME)
    hours_tenths: int | None = column("小时", Kind.HOURS, key="hours", hint="写了起止时间的不填")
    service: str = column("服务内容", required=True, default="", searched=True)
    place: str | None = column("地点", searched=True)
    organizer: str | None = column("组织单位", searched=True)
    note: str | None = column("备注", Kind.LONG_TEXT)


def check_volunteer(values: Mapping[str, Any]) -> Mapping[str, str]:
    """An end that is not after the beginning, and hours no day has."""
    problems: dict[str, str] = {}
    starts, ends, hours = values.get("starts_at"), values.get("ends_at"), values.get("hours")
    if starts and ends and ends <= starts:
        problems["ends_at"] = f"结束时间 {ends} 不晚于开始时间 {starts}"
    if hours is not None and not 0 < hours <= 24:
        problems["hours"] = "一次服务的小时数应大于0，不超过24"
    return problems


SPEC = LedgerSpec(
    key="volunteer",
    title="志愿服务",
    record=Volunteer,
    columns=(
        Column("served_on", 6),
        Column("service", 14),
        Column("people", 12),
        Column("place", 8),
        Column("starts_at", 4),
        Column("ends_at", 4),
        Column("hours", 3, right=True, shown=False),
        Column("organizer", 8, shown=False),
    ),
    form=(
        FormGroup("服务", ("served_on", "starts_at", "ends_at", "hours", "people")),
        FormGroup("内容", ("service", "place", "organizer", "note")),
    ),
    sort="served_on",
    box="theme_day",
    place="members",
    merge=MergePolicy(identity=("served_on", "service")),
    extra=(FieldSpec("people", "参加人", Kind.PEOPLE),),
    day="served_on",
    summary=("served_on", "service"),
    check=check_volunteer,
    attachments=("签到表", "照片"),
    notes="党员参加的志愿服务。主题党日里勾选“含志愿服务”的自动计时，不用在这里再登记。",
    inspected="本地规定了时数的，每名党员够不够，有没有照片和签到。",
)
