"""个人信息查阅件 as paper: for the person it is about, to be looked through, corrected by hand and signed for."""

from collections.abc import Iterator

from db.privacy.mentions import SUBJECTS
from db.privacy.person_extract import TITLE, HandedTo, PersonExtract, RecordAbout
from db.reports.document import (
    Block,
    Field,
    Fields,
    Header,
    Heading,
    Paragraph,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)

_KNOWN = (TableColumn("项目", 6), TableColumn("内容", 14), TableColumn("怎么来的", 14))
_RECORDS = (
    TableColumn("台账", 5),
    TableColumn("日期", 5),
    TableColumn("写了什么", 17),
    TableColumn("怎么来的", 7),
)
_FILES = (TableColumn("文件", 14), TableColumn("种类", 6), TableColumn("属于", 14))
_HANDED = (
    TableColumn("何时", 6),
    TableColumn("怎样、谁经手", 7),
    TableColumn("交给谁", 6),
    TableColumn("什么、为什么", 15),
)
_PLACES = (TableColumn("序号", 2, "center"), TableColumn("还可能在哪里", 32))
_KEPT = (TableColumn("台账", 8), TableColumn("保管期限", 5), TableColumn("为什么不能随便删", 21))
_CORRECT = (
    "有不准确、不完整的，请当场指出，支部核实以后更正，更正前后的内容都留在历史里。要求删除的，先看上面的保管期限；"
    "可以删的用“彻底删除”办理，并列出还留有信息的地方。"
)
NO_ADVICE = "查阅件只列本机台账里有的，不是法律意见；纸质材料、人事档案另行查阅。"


def extract_page(extract: PersonExtract) -> ReportDocument:
    """The paper; on one with whole numbers the mark stands in the foot."""
    return ReportDocument(
        title=TITLE,
        responsible=extract.branch,
        dated_on=extract.on,
        header=Header(extract.branch, "", TITLE),
        form="sheet",
        masked=extract.is_masked,
        foot=extract.mark or f"登记第 {extract.number} 号",
        blocks=(*_head(extract), *_content(extract), *_further(extract), *_end()),
    )


def _head(extract: PersonExtract) -> Iterator[Block]:
    whole = "身份证号、电话、住址遮盖" if extract.is_masked else "号码完整"
    yield Fields(
        (
            (Field("姓名", extract.name), Field("查阅日期", extract.on)),
            (Field("支部名称", extract.branch),),
            (Field("经办人", extract.by), Field("号码", whole)),
            (Field("理由", extract.reason),),
        )
    )


def _content(extract: PersonExtract) -> Iterator[Block]:
    yield Heading("名册里的内容")
    yield Table(_KNOWN, tuple((each.title, each.text, each.origin) for each in extract.known), size="small")
    if extract.imported_from:
        yield Paragraph(f"导入过的文件：{'、'.join(extract.imported_from)}。", "note")
    yield Heading("别的台账里涉及本人的")
    yield Table(
        _RECORDS,
        tuple(_record(each, extract.name) for each in extract.records),
        size="small",
        empty="（没有）",
    )
    yield Heading("附件")
    yield Table(_FILES, tuple((f.name, f.role, f.of) for f in extract.files), size="small", empty="（没有）")


def _further(extract: PersonExtract) -> Iterator[Block]:
    yield Heading("交给过谁")
    yield Table(_HANDED, tuple(_grouped(extract.handed)), size="small", empty="（没有交出过）")
    yield Heading("谁看过完整号码")
    yield Table(_HANDED, tuple(map(_handed, extract.looked_at)), size="small", empty="（没有）")
    yield Heading("还可能在哪里")
    places = tuple((str(number), place) for number, place in enumerate(extract.places, start=1))
    yield Table(_PLACES, places, size="small", empty="（没有找到）")
    yield Heading("保管期限")
    yield Table(_KEPT, extract.kept, size="small")


def _end() -> Iterator[Block]:
    yield Paragraph(_CORRECT, "note")
    yield Paragraph(NO_ADVICE, "note")
    for who in ("本人（签名）", "经办人（签名）"):
        yield SignatureLine((who,), dated=True)


def _record(record: RecordAbout, name: str) -> tuple[str, ...]:
    """A record without saying again whose it is."""
    said = [each for each in record.said if each.key not in SUBJECTS or each.text != name]
    words = "；".join(f"{each.title}：{each.text}" for each in said)
    return (
        record.ledger_title,
        record.on,
        f"{words}{f'（{record.note}）' if record.note else ''}",
        record.origin,
    )


def _handed(each: HandedTo) -> tuple[str, ...]:
    why = f"（{each.why}）" if each.why else ""
    return each.at, f"{each.way}，{each.person}" if each.person else each.way, each.to, f"{each.what}{why}"


def _grouped(handed: tuple[HandedTo, ...]) -> Iterator[tuple[str, ...]]:
    """One line for packages of one kind to one other side that say the same, the rest line by line."""
    held: dict[tuple[str, str, str], list[HandedTo]] = {}
    for each in handed:
        kind = each.way.partition("第")[0]
        held.setdefault((kind, each.to, each.what), []).append(each)
    for (kind, to, what), found in held.items():
        if len(found) == 1:
            yield _handed(found[0])
            continue
        people = "、".join(dict.fromkeys(each.person for each in found if each.person))
        reasons = "、".join(dict.fromkeys(each.why for each in found if each.why))
        span = f"{found[0].at[:10]}至{found[-1].at[:10]}，{len(found)}次"
        yield span, f"{kind}，{people}" if people else kind, to, f"{what}（{reasons}）" if reasons else what
