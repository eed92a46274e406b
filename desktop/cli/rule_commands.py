"""Commands about what is due and what is wrong, and the rules behind it."""

from collections.abc import Iterable
from typing import Annotated, Any

import typer

from db.changes import Finding
from db.errors import LedgerError
from desktop.cli.options import UsageError, read_year
from desktop.cli.showing import duty_object, finding_object, plain, reminder_object, shortened, table
from desktop.cli.state import state_of

SEVERITIES = ("S1", "S2", "S3")
MOST_DAYS = 3660  # ten years
STATES = {"done": "已完成", "due": "待办", "late": "逾期", "not_applicable": "不适用"}
Year = Annotated[int | None, typer.Option("--year", metavar="Y", help="哪一年，不写为今年")]


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    for command in (reminders, duties, check, rules, answer):
        app.command(command.__name__)(command)


def reminders(
    context: typer.Context,
    days: Annotated[int, typer.Option("--days", metavar="N", help="往后看多少天")] = 30,
) -> None:
    """近期的日子：生日、政治生日、预备期满、任期届满、该办的事。"""
    from db.rules.gathering import gather
    from db.rules.reminders import reminders as find

    if not 0 <= days <= MOST_DAYS:
        raise UsageError(f"--days 应是0到{MOST_DAYS}之间的数")
    with state_of(context).options.opened() as branch:
        found = find(gather(branch), days)
    lines = [f"{each.on}  {each.title}" for each in found] or ["近期没有要提醒的日子。"]
    state_of(context).answer.give([reminder_object(each) for each in found], lines)


def duties(context: typer.Context, year: Year = None) -> None:
    """一年里该做的每一件事。"""
    from db.rules.duties import duties as find
    from db.rules.gathering import gather
    from db.rules.obligation import named

    read_year(year)
    with state_of(context).options.opened() as branch:
        found = find(gather(branch), year or branch.today.year)

    def lines() -> list[str]:
        rows = [
            (STATES[each.state], each.due_on, each.subject + named(each.period, each.title), each.basis.text)
            for each in found
        ]
        return table(("情况", "期限", "事项", "依据"), rows)

    state_of(context).answer.give([duty_object(each) for each in found], lines)


def check(
    context: typer.Context,
    year: Year = None,
    rule: Annotated[str | None, typer.Option("--rule", metavar="ID", help="只查这一条")] = None,
    fail_on: Annotated[
        str | None, typer.Option("--fail-on", metavar="S1|S2|S3", help="有这样严重的就返回1")
    ] = None,
) -> None:
    """体检：迎检时会被指出的问题，每条都有依据和改法。"""
    from db.rules.findings import findings
    from db.rules.gathering import gather
    from db.rules.library import rule as rule_text

    read_year(year)
    if fail_on is not None and fail_on not in SEVERITIES:
        raise UsageError("--fail-on 应是 S1、S2 或 S3")
    if rule is not None:
        rule_text(rule)  # an unknown rule is refused before anything is opened
    with state_of(context).options.opened() as branch:
        found = findings(gather(branch), year, rule)
    state_of(context).answer.give([finding_object(each) for each in found], lambda: _finding_lines(found))
    if fail_on is not None and any(each.state == "open" and each.severity <= fail_on for each in found):
        raise typer.Exit(1)


def _finding_lines(found: Iterable[Finding]) -> Iterable[str]:
    words = {"S1": "严重", "S2": "一般", "S3": "提示"}
    found = tuple(found)
    for each in found:
        answered = f"（{each.reason}）" if each.state != "open" else ""
        yield f"[{words[each.severity]}] {each.rule} {each.message}{answered}"
        yield f"    {each.basis.text}"
        yield f"    改法：{each.remedy}"
    yield f"共 {len(found)} 条" if found else "没有发现问题。"


def rules(context: typer.Context, rule: Annotated[str | None, typer.Argument(metavar="[ID]")] = None) -> None:
    """规则库：条文、版本、依据和本地要求。"""
    from db.rules.library import rule as rule_text
    from db.rules.library import rules as all_rules

    found: Any = (
        [_rule_object(each) for each in all_rules()] if rule is None else _rule_object(rule_text(rule))
    )

    def lines() -> Iterable[str]:
        for each in found if isinstance(found, list) else [found]:
            yield f"{each['id']}  {each['title']}  {each['regulation']}{each['article']}（{each['mark']}）"
            if rule is not None:
                yield f"    {each['text']}"

    state_of(context).answer.give(found, lines)


def _rule_object(shown: Any) -> dict[str, Any]:
    content = plain(shown)
    if not isinstance(content, dict):
        raise LedgerError("not_found", "没有这条规则", "", "用 rules 查看全部规则")
    return content


def answer(
    context: typer.Context,
    key: Annotated[str, typer.Argument(metavar="KEY", help="check 或 duties 给出的 key")],
    state: Annotated[str, typer.Option("--state", help="explained|fixed|not_applicable|open")],
    reason: Annotated[str, typer.Option("--reason", help="理由")] = "",
) -> None:
    """对一条检查结果作出说明：已说明、已改正、不适用。"""
    from db.rules.answer_keys import check_answer_key
    from db.services.answering import answer as record_answer

    check_answer_key(key)
    with state_of(context).options.opened() as branch:
        record_answer(branch, key, state, reason)
    state_of(context).answer.give(
        {"key": key, "state": state, "reason": reason}, [f"已记录：{shortened(reason)}"]
    )
