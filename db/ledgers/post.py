"""支委任职: who held which post of the branch committee from when to when (BRANCH art. 20-21)."""

from collections.abc import Mapping
from typing import Any

from db.fields import Kind, choices, column
from db.ledger_spec import Column, FormGroup, LedgerSpec, MergePolicy
from db.records.base import Record

POSTS = choices(
    secretary="书记",
    deputy_secretary="副书记",
    organization="组织委员",
    publicity="宣传委员",
    discipline="纪检委员",
    youth="青年委员",
    united_front="统战委员",
    member="委员",
)


class Post(Record, table=True):
    """One person in one post; `until_on` empty while it is held."""

    __tablename__ = "post"

    person_uid: str | None = column("姓名", Kind.PERSON, required=True)
    post: str | None = column("职务", Kind.CHOICE, required=True, choices=POSTS)
    from_on: str | None = column("任职日期", Kind.PARTIAL_DAY)
    until_on: str | None = column("免职日期", Kind.PARTIAL_DAY)
    term_number: str | None = column("届次", hint="如：第十二届")
    duties: str | None = column("分工", Kind.LONG_TEXT)
    note: str | None = column("备注", Kind.LONG_TEXT)


def check_post(values: Mapping[str, Any]) -> Mapping[str, str]:
    """A post cannot end before it began."""
    begun, ended = values.get("from_on"), values.get("until_on")
    return {"until_on": "免职日期早于任职日期"} if begun and ended and ended < begun else {}


SPEC = LedgerSpec(
    key="post",
    title="支委任职",
    record=Post,
    columns=(
        Column("person", 5),
        Column("post", 5),
        Column("from_on", 6),
        Column("until_on", 6),
        Column("term_number", 5),
        Column("duties", 14),
    ),
    form=(FormGroup("任职", ("person", "post", "from_on", "until_on", "term_number", "duties", "note")),),
    sort="from_on",
    box="organization",
    place="members",
    merge=MergePolicy(identity=("person", "post", "from_on")),
    summary=("person", "post"),
    check=check_post,
    attachments=("批复",),
    notes="支委会成员及分工，按任职起止日期保存，换届后旧的保留。",
    inspected="支委人数是否3至5人，组织、宣传、纪检委员是否齐全，出缺有没有及时补选。",
    retention="永久",
)
