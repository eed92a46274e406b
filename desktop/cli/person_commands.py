"""Commands about personal facts: the extract of one person, the list of what is held, what was handed on."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from desktop.cli.files import target_file
from desktop.cli.options import UsageError, read_year
from desktop.cli.showing import plain, table
from desktop.cli.state import state_of

if TYPE_CHECKING:
    from db.privacy.person_extract import PersonExtract

_SUFFIXES = (".pdf", ".json")


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    person = typer.Typer(
        help="个人信息：查阅件、清单、交出过什么。", rich_markup_mode=None, no_args_is_help=True
    )
    for command in (extract, fields, handed):
        person.command(command.__name__)(command)
    app.add_typer(person, name="person")


def extract(
    context: typer.Context,
    uid: Annotated[str, typer.Argument(metavar="UID", help="编号或名册里的姓名")],
    out: Annotated[Path, typer.Option("--out", metavar="FILE.pdf|FILE.json", help="写到哪个文件")],
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="为什么查阅，记入操作登记")] = "",
    full_numbers: Annotated[
        bool, typer.Option("--full-numbers", help="身份证号、电话不遮盖，要写明 --reason")
    ] = False,
) -> None:
    """个人信息查阅件：台账里关于一个人的全部内容，怎么来的，交给过谁。"""
    from db.ledgers import by_key
    from db.privacy.person_extract import extract_person
    from db.services.queries import find_row

    target, suffix = target_file(out), out.suffix.lower()
    if suffix not in _SUFFIXES:
        raise UsageError("--out 应是 .pdf 或 .json 文件")
    with state_of(context).options.opened() as branch:
        row = find_row(branch, by_key("person"), uid)
        found = extract_person(branch, row.uid, suffix[1:].upper(), reason, full=full_numbers)
    path, pages = _write(found, target)
    result = {
        "file": str(path), "uid": found.uid, "masked": found.is_masked, "pages": pages, "fields": len(found.known),
        "records": len(found.records), "handed": len(found.handed), "places": list(found.places),
    }  # fmt: skip
    words = f"名册{len(found.known)}项，别的台账{len(found.records)}条，交出过{len(found.handed)}次"
    state_of(context).answer.give(result, [f"已生成 {path}", f"{words}；还可能在{len(found.places)}处。"])


def _write(found: "PersonExtract", target: Path) -> tuple[Path, int | None]:
    """Write the file that its name promises; the pages of a PDF, None for JSON."""
    from db.files import atomic_write
    from db.privacy.person_extract import to_json

    if target.suffix.lower() == ".json":
        return atomic_write(target, to_json(found)), None
    from db.reports.person_extract import extract_page
    from desktop.printing.pdf import render

    result = render(extract_page(found), target)
    return result.path or target, result.pages


def fields(context: typer.Context) -> None:
    """个人信息清单：每种台账有哪些个人信息，做什么用，依据什么，留多久，上报带不带。"""
    from db.privacy.personal_fields import beside, personal_groups, retentions
    from db.reports.personal_fields import group_texts

    with state_of(context).options.opened() as branch:
        holders = branch.holders()
    result: dict[str, Any] = {
        "groups": [plain(each) for each in personal_groups()],
        "beside": [plain(each) for each in beside()],
        "retention": [plain(each) for each in retentions()],
        "holders": [plain(each) for each in holders],
    }
    lines = table(
        ("台账", "有哪些项", "用途", "依据", "敏感、遮盖", "随上报带出"), map(group_texts, personal_groups())
    )
    lines += [
        "",
        *table(
            ("台账", "保管期限", "为什么不能随便删"), [(r.title, r.retention, r.kept) for r in retentions()]
        ),
    ]
    lines += ["", *table(("谁手里有", "有什么", "情况"), [(h.who, h.what, h.note) for h in holders])]
    state_of(context).answer.give(result, lines)


def handed(
    context: typer.Context,
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="不写是全部")] = None,
) -> None:
    """个人信息提供登记：数据包、导出、完整号码的打印件，交给谁、什么、多少、为什么。"""
    from db.reports.handing_on import handed_texts

    wanted = read_year(year)
    with state_of(context).options.opened() as branch:
        found = [each for each in branch.handed_on() if wanted is None or each.day.startswith(str(wanted))]
    titles = ("日期", "经手人", "方式", "交给谁", "哪些台账、哪些项", "多少", "理由")
    state_of(context).answer.give([plain(each) for each in found], table(titles, map(handed_texts, found)))
