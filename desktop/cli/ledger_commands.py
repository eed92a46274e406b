"""Commands that every ledger answers from its spec alone."""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from db.changes import Changes, Draft, Row
from db.errors import LedgerError
from db.fields import FieldSpec, Kind
from db.ledger_spec import LedgerSpec
from desktop.cli.card_showing import card_lines, card_object, read_card
from desktop.cli.files import read_json, target_file
from desktop.cli.options import UsageError, read_day, read_year
from desktop.cli.showing import plain, shortened, table
from desktop.cli.state import state_of

Key = Annotated[str, typer.Argument(metavar="KEY", help="台账，如 person；用 ledgers 查看")]
Uid = Annotated[str, typer.Argument(metavar="UID", help="记录编号，或名册里的姓名")]
From = Annotated[Path, typer.Option("--from", metavar="FILE.json", help="JSON 文件，- 表示标准输入")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    commands: tuple[Callable[..., None], ...] = (
        ledgers, fields, add, change, remove, put_back, list_, show, history, search,
        import_roster, import_, undo_import, export, attach,
    )  # fmt: skip
    for command in commands:
        app.command(command.__name__.rstrip("_").replace("_", "-"))(command)


def ledger(key: str) -> LedgerSpec:
    """The ledger named on the line."""
    from db.ledgers import by_key

    return by_key(key)


# --- what there is --------------------------------------------------------------------------------------------
def ledgers(context: typer.Context) -> None:
    """列出全部台账。"""
    from db.ledgers import LEDGERS

    found = [
        {"key": spec.key, "title": spec.title, "place": spec.place, "box": spec.box, "notes": spec.notes}
        for spec in LEDGERS
    ]
    state_of(context).answer.give(
        found, table(("KEY", "台账"), [(each["key"], each["title"]) for each in found])
    )


def fields(context: typer.Context, key: Key) -> None:
    """列出一种台账的各项。"""
    spec = ledger(key)
    found = [_field_object(field) for field in spec.fields]
    lines = table(
        ("KEY", "名称", "类型", "必填", "可选项"),
        [
            (field.key, field.title, field.kind.value, "是" if field.required else "", _choices_text(field))
            for field in spec.fields
        ],
    )
    state_of(context).answer.give(found, lines)


def _field_object(field: FieldSpec) -> dict[str, Any]:
    content: dict[str, Any] = {
        "key": field.key,
        "title": field.title,
        "kind": field.kind.value,
        "choices": [choice.code for choice in field.choices],
        "choice_titles": {choice.code: choice.title for choice in field.choices},
        "required": field.required,
        "computed": field.kind is Kind.COMPUTED,
    }
    if field.refers_to:
        content["refers_to"] = field.refers_to
    if field.fields:
        content["fields"] = [_field_object(inner) for inner in field.fields]
    return content


def _choices_text(field: FieldSpec) -> str:
    return " ".join(f"{choice.code}={choice.title}" for choice in field.choices)


# --- writing --------------------------------------------------------------------------------------------------
def add(context: typer.Context, key: Key, source: From) -> None:
    """新增一条或多条记录；民主评议没有写名单的，按当日名册列出。"""
    from db.services.saving import save_many
    from db.services.starting_values import starting_values

    given, spec = read_json(source), ledger(key)
    with state_of(context).options.opened() as branch:
        drafts = [Draft(starting_values(branch, spec, values) | values) for values in given]
        changes = save_many(branch, spec, drafts)
    _give_changes(context, changes, f"新增{len(drafts)}条")


def change(context: typer.Context, key: Key, uid: Uid, source: From) -> None:
    """修改一条记录，只动文件里写出的项。"""
    from db.services.queries import find_row
    from db.services.saving import save

    values = read_json(source)
    if len(values) != 1:
        raise LedgerError(
            "invalid", "修改一条记录的文件里只能有一个对象", "没有改动任何内容", "请一条一条修改"
        )
    with state_of(context).options.opened() as branch:
        row = find_row(branch, ledger(key), uid)
        if values[0].get("uid") not in (None, row.uid):
            raise LedgerError(
                "invalid", "文件里的编号（uid）是另一条记录的", "没有改动任何内容", "请核对要修改哪一条"
            )
        changes = save(branch, ledger(key), Draft(values[0], uid=row.uid))
    _give_changes(context, changes, "已修改")


def remove(context: typer.Context, key: Key, uid: Uid) -> None:
    """移到回收站。"""
    from db.services.queries import find_row
    from db.services.saving import remove as remove_rows

    with state_of(context).options.opened() as branch:
        row = find_row(branch, ledger(key), uid)
        changes = remove_rows(branch, ledger(key), (row.uid,))
    _give_changes(context, changes, "已移到回收站")


def put_back(context: typer.Context, key: Key, uid: Uid) -> None:
    """从回收站还原。"""
    from db.services.queries import find_row
    from db.services.saving import put_back as put_rows_back

    with state_of(context).options.opened() as branch:
        row = find_row(branch, ledger(key), uid)
        changes = put_rows_back(branch, ledger(key), (row.uid,))
    _give_changes(context, changes, "已还原")


def _give_changes(context: typer.Context, changes: Changes, words: str) -> None:
    found = [uid for _, uid in changes.in_order]
    result = {"uid": found[0] if found else None, "uids": found, "count": len(found), "note": changes.note}
    state_of(context).answer.give(
        result, [f"{words}：{'、'.join(found[:5])}{'……' if len(found) > 5 else ''}"]
    )


# --- reading --------------------------------------------------------------------------------------------------
def list_(
    context: typer.Context,
    key: Key,
    where: Annotated[
        list[str] | None, typer.Option("--where", metavar="FIELD=VALUE", help="只列符合的，可多次")
    ] = None,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="D", help="按哪一天的情况")] = None,
    year: Annotated[int | None, typer.Option("--year", metavar="Y", help="只列这一年的")] = None,
    removed: Annotated[bool, typer.Option("--removed", help="列回收站里的")] = False,
) -> None:
    """列出记录。"""
    from db.services.queries import ListQuery, full_rows
    from db.services.whole_numbers import note_reading

    spec = ledger(key)
    query = ListQuery(
        where=_conditions(where or ()),
        as_of=read_day(as_of, "--as-of") if as_of else None,
        year=read_year(year),
        removed=removed,
    )
    state = state_of(context)
    with state.options.opened() as branch:
        rows = full_rows(branch, spec, query)
        if state.options.json:
            note_reading(branch, spec, rows, "命令行列出")
    state_of(context).answer.give(list(rows), lambda: _list_lines(spec, rows))


def _conditions(texts: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for text in texts:
        key, equals, value = text.partition("=")
        if not equals or not key.strip():
            raise UsageError(f"--where 应写作 FIELD=VALUE，不是“{text[:40]}”")
        if key.strip() in found:
            raise UsageError(f"--where 里“{key.strip()[:40]}”写了两次")
        found[key.strip()] = value.strip()
    return found


def _list_lines(spec: LedgerSpec, rows: Iterable[Row]) -> list[str]:
    from db.services.presenting import shown_text

    columns = [(column, title) for column, title in spec.titled_columns if column.shown]
    lines = [[row.uid[:8], *[shown_text(spec, row, column.key) for column, _ in columns]] for row in rows]
    return [*table(("编号", *[title for _, title in columns]), lines), f"共 {len(lines)} 条"]


def show(
    context: typer.Context,
    key: Key,
    uid: Uid,
    as_of: Annotated[str | None, typer.Option("--as-of", metavar="D", help="按哪一天的情况")] = None,
    card: Annotated[bool, typer.Option("--card", help="人员：连同各台账里与其有关的全部记录")] = False,
) -> None:
    """显示一条记录的全部内容。"""
    from db.services.queries import find_row, get_row
    from db.services.whole_numbers import note_reading

    spec, told = ledger(key), None
    if card and spec.key != "person":
        raise UsageError("--card 只用于党员名册：show person 姓名 --card")
    with state_of(context).options.opened() as branch:
        row = find_row(branch, spec, uid)
        day = read_day(as_of, "--as-of") if as_of else branch.today
        if as_of:
            row = get_row(branch, spec, row.uid, day)
        if card:
            told = read_card(branch, row, day)
        if state_of(context).options.json:
            note_reading(branch, spec, (row,), "命令行查看")
    if told is None:
        state_of(context).answer.give(row, lambda: _row_lines(spec, row))
        return
    lines = [*_row_lines(spec, row), *card_lines(told[0])]
    state_of(context).answer.give(card_object(row, *told), lines)


def _row_lines(spec: LedgerSpec, row: Row) -> list[str]:
    from db.services.presenting import shown_text

    lines = [f"编号：{row.uid}"]
    for field in spec.fields:
        text = shown_text(spec, row, field.key)
        if text:
            lines.append(f"{field.title}：{text}")
    return [*lines, f"录入日期：{row.entered_on} {row.entered_by}".rstrip()]


def history(context: typer.Context, key: Key, uid: Uid) -> None:
    """一条记录的历次改动。"""
    from db.services.history import history_of
    from db.services.queries import find_row
    from db.services.whole_numbers import note_reading

    with state_of(context).options.opened() as branch:
        row, as_json = find_row(branch, ledger(key), uid), state_of(context).options.json
        entries = history_of(branch, ledger(key), row.uid, masked=not as_json)
        if as_json:
            note_reading(branch, ledger(key), (row,), "命令行查看")

    def lines() -> Iterable[str]:
        for entry in entries:
            doubt = "（时钟可疑）" if entry.clock_doubt else ""
            yield f"{entry.at}{doubt} {entry.actor} {entry.note}".strip()
            for cell in entry.changes:
                yield f"    {cell.title}：{shortened(cell.before or '（空）')} → {shortened(cell.after or '（空）')}"

    state_of(context).answer.give(list(entries), lines)


def search(context: typer.Context, text: Annotated[list[str], typer.Argument(metavar="TEXT")]) -> None:
    """在所有台账里查找。"""
    from db.services.searching import search as find

    with state_of(context).options.opened() as branch:
        hits = find(branch, " ".join(text))
    lines = [f"{ledger(hit.ledger).title}  {hit.title}  {hit.excerpt}  {hit.uid[:8]}" for hit in hits]
    state_of(context).answer.give(list(hits), lines or ["没有找到"])


# --- spreadsheets ---------------------------------------------------------------------------------------------
def import_roster(
    context: typer.Context,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xlsx、xls、et 或 csv")],
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="S", help="只读这一张工作表")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
) -> None:
    """导入党员名册。"""
    _import(context, ledger("person"), file, sheet, dry_run)


def import_(
    context: typer.Context,
    key: Key,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="xlsx、xls、et 或 csv，各列按名称对应")],
    sheet: Annotated[str | None, typer.Option("--sheet", metavar="S")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不导入")] = False,
) -> None:
    """导入任何一种台账。"""
    _import(context, ledger(key), file, sheet, dry_run)


def _import(context: typer.Context, spec: LedgerSpec, file: Path, sheet: str | None, dry_run: bool) -> None:
    from db.importing.commit import commit, make_plan, read_source
    from db.opening import back_up

    with state_of(context).options.opened() as branch:
        source = read_source(branch, spec, file, sheet)
        plan = make_plan(branch, spec, source)
        batch = None
        if not dry_run and (plan.added or plan.updated):
            back_up(branch, kind="import")
            batch = commit(branch, plan, file.name, spec).batch
    result = {
        "sheets": [
            {"sheet": s.sheet, "header_row": s.header_row, "mapping": dict(s.mapping)} for s in plan.sheets
        ],
        "added": len(plan.added),
        "updated": len(plan.updated),
        "unchanged": plan.unchanged,
        "skipped": [plain(problem) for problem in plan.skipped],
        "warnings": [plain(problem) for problem in plan.warnings],
        "batch": batch,
    }

    def lines() -> Iterable[str]:
        verb = "检查结果（没有导入）" if dry_run else f"导入批次 {batch}" if batch else "没有可以导入的新内容"
        yield f"{verb}：新增 {len(plan.added)}，更新 {len(plan.updated)}，不导入 {len(plan.skipped)}"
        for word, problems in (("不导入", plan.skipped), ("提示", plan.warnings)):
            for problem in problems:
                yield f"  {word} 第{problem.row}行：{problem.message}"
        if batch:
            yield f"如要撤销：undo-import {batch}（30天内）"

    state_of(context).answer.give(result, lines)


def undo_import(context: typer.Context, batch: Annotated[str, typer.Argument(metavar="BATCH")]) -> None:
    """撤销一次导入。"""
    from db.importing.commit import undo

    with state_of(context).options.opened() as branch:
        result = undo(branch, batch)
    found = {
        "batch": batch,
        "removed": result.removed,
        "restored": result.restored,
        "kept": list(result.kept),
    }
    words = f"已撤销：移除 {result.removed} 条，恢复 {result.restored} 条"
    if result.kept:
        words += f"；导入后又改过的 {len(result.kept)} 条没有动"
    state_of(context).answer.give(found, [words])


def export(
    context: typer.Context,
    key: Key,
    file: Annotated[Path, typer.Argument(metavar="FILE.xlsx|FILE.csv")],
    year: Annotated[int | None, typer.Option("--year", metavar="Y")] = None,
    full_numbers: Annotated[bool, typer.Option("--full-numbers", help="身份证号、电话不遮盖")] = False,
    reason: Annotated[str, typer.Option("--reason", metavar="R", help="完整号码的用途，记入操作登记")] = "",
) -> None:
    """导出一种台账为电子表格（文件名以 .csv 结尾时为 CSV）。"""
    from db.files import atomic_write
    from db.services.exporting import export_ledger

    spec = ledger(key)
    target, full_for = target_file(file), reason if full_numbers else None
    if target.suffix.lower() not in (".xlsx", ".csv"):
        raise UsageError(f"导出的文件名应以 .xlsx 或 .csv 结尾，不是“{file.name[:30]}”")
    with state_of(context).options.opened() as branch:
        content, count = export_ledger(branch, spec, target.name, year=read_year(year), full_for=full_for)
    path = atomic_write(target, content)
    result: Mapping[str, Any] = {"file": str(path), "count": count}
    state_of(context).answer.give(result, [f"已导出 {count} 条到 {path.name}"])


def attach(
    context: typer.Context,
    key: Key,
    uid: Uid,
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    role: Annotated[
        str, typer.Option("--role", help="sign_in_sheet、signed_minutes、photo、material、approval、other")
    ] = "other",
) -> None:
    """给一条记录附上文件。"""
    from db.services.attaching import attach as attach_file
    from db.services.queries import find_row

    with state_of(context).options.opened() as branch:
        row = find_row(branch, ledger(key), uid)
        changes = attach_file(branch, ledger(key), row.uid, file, role)
    _give_changes(context, changes, "已附上")
