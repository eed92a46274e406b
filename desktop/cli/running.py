"""Running one command: options, the command, and how its errors leave the program.

Exit codes: 0 done, 1 refused, 2 wrong usage.
"""

import sys
from collections.abc import Callable, Sequence
from typing import Any

import typer

from db.errors import LedgerError
from desktop.cli import (
    backup_commands,
    branch_commands,
    dues_commands,
    election_commands,
    key_commands,
    ledger_commands,
    life_commands,
    package_commands,
    person_commands,
    printing_commands,
    recovery_commands,
    rule_commands,
    scoring_commands,
    sealing_commands,
    statistics_commands,
    study_commands,
    talk_commands,
    township_commands,
)
from desktop.cli.options import Options, UsageError, read_options
from desktop.cli.showing import Answer, complain, refuse, write
from desktop.cli.state import State
from desktop.display import NO_DISPLAY, has_display


def application() -> typer.Typer:
    """All commands, in the order of their help."""
    app = typer.Typer(
        name="branch-ledger",
        help="支部台账：不带参数打开窗口；--data-dir、--passphrase-file、--on、--json 可放在任何位置。",
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,
        context_settings={"help_option_names": ["--help", "-h"]},
        pretty_exceptions_enable=False,
    )
    for module in (
        branch_commands,
        backup_commands,
        ledger_commands,
        rule_commands,
        scoring_commands,
        dues_commands,
        election_commands,
        talk_commands,
        life_commands,
        statistics_commands,
        study_commands,
        printing_commands,
        key_commands,
        recovery_commands,
        sealing_commands,
        package_commands,
        person_commands,
        township_commands,
    ):
        module.add_to(app)
    return app


def run(arguments: Sequence[str]) -> int:
    """Run the line; returns the exit code."""
    as_json = "--json" in arguments
    try:
        return _run(read_options(arguments))
    except (LedgerError, UnicodeEncodeError) as error:
        refuse(error if isinstance(error, LedgerError) else _half_a_character(), as_json)
        return 1
    except UsageError as error:
        return _wrong_usage(str(error), as_json)
    except typer.Exit as error:
        return error.exit_code
    except typer.TyperException as error:
        return _wrong_usage(_in_chinese(error), as_json)
    except (typer.Abort, KeyboardInterrupt):
        complain("已取消；没有再改动任何内容。")
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 0
    except Exception as error:  # noqa: BLE001 the program's own mistakes end here, in a sentence and a log
        return _crashed(error, as_json)


def _half_a_character() -> LedgerError:
    """A lone surrogate, of an argument or a file: it is no text in any encoding, and nothing of it was stored."""
    return LedgerError(
        "invalid_text", "输入的文字里有不完整的字符", "没有改动任何内容", "请改用UTF-8编码后重试"
    )


def _run(options: Options) -> int:
    if not options.rest and not options.json:
        return _open_window(options)
    state = State(options, Answer(options.json))
    code = application()(options.rest, obj=state, standalone_mode=False, prog_name="branch-ledger")
    return code if isinstance(code, int) else 0


def _open_window(options: Options) -> int:
    """Global options alone name the folder, the passphrase or the day for the window."""
    if not has_display():
        complain(NO_DISPLAY)
        return 1
    from desktop.app import start

    return start(options.data_dir, passphrase=options.known_passphrase(), clock=options.clock)


def _crashed(error: Exception, as_json: bool) -> int:
    """One sentence for the person; where it happened goes into a local file, without any value of the branch."""
    import traceback

    from db.files import atomic_write
    from db.paths import profile_folder

    frames = traceback.format_tb(error.__traceback__)
    path = profile_folder() / "crash.log"
    remedy = f"请把 {path} 交给维护人员"
    try:
        atomic_write(path, "".join([*frames, type(error).__name__, "\n"]).encode())
    except LedgerError as failure:
        remedy = failure.remedy  # where not even this can be written, the disk is probably what failed
    happened = f"程序出了没有料到的差错（{type(error).__name__}）"
    refuse(LedgerError("internal", happened, "已经保存的内容都在", remedy), as_json)
    return 1


def _wrong_usage(message: str, as_json: bool) -> int:
    sentence = f"命令写法不对：{message}；没有改动任何内容；用 --help 查看写法。"
    complain(sentence)
    if as_json:
        import json

        write(json.dumps({"error": {"code": "usage", "message": sentence}}, ensure_ascii=False, indent=1))
    return 2


# typer names the mistake in English; these are the ones a line can hold, by the name of its class
_WORDS: dict[str, Callable[[Any], str]] = {
    "NoSuchOption": lambda error: f"没有 {error.option_name} 这个选项",
    "BadOptionUsage": lambda error: f"{error.option_name} 后面要有内容",
    "MissingParameter": lambda error: f"缺少 {_parameter(error)}",
    "BadParameter": lambda error: f"{_parameter(error)} 的内容不对",
    "NoArgsIsHelpError": lambda _: "没有说要做什么",
}


def _in_chinese(error: typer.TyperException) -> str:
    words = _WORDS.get(type(error).__name__)
    if words is not None:
        return words(error)
    message = str(error)
    if "No such command" in message:
        return f"没有{message.split(chr(39))[1] if chr(39) in message else ''}这个命令"
    return "参数多了或者顺序不对"


def _parameter(error: Any) -> str:
    """The option or argument that is meant, as it stands on the line."""
    parameter = error.param
    if parameter is None:
        return str(error.param_hint or "参数")
    return str(
        parameter.opts[0] if parameter.opts[0].startswith("-") else parameter.metavar or parameter.name
    )
