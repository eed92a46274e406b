"""Options that stand anywhere on the line, and what every command gets from them.

Opens branches; shows nothing.
"""

import os
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from db.clock import Clock
from db.errors import LedgerError
from desktop.cli.showing import complain

if TYPE_CHECKING:
    from db.services.branch import Branch

PASSPHRASE_VARIABLE = "BRANCH_LEDGER_PASSPHRASE"
WITH_VALUE = ("--data-dir", "--passphrase-file", "--on", "--clock")
ALONE = ("--json",)
OF_A_TOWNSHIP = frozenset(  # commands that work on the folder of a township; the others want a branch's
    [
        "verify",
        "backup",
        "backups",
        "second-place",
        "rehearse",
        "restore",
        "audit",
        "recover",
        "keys",
        "township",
        "package:send",
        "package:receive",
        "package:check",
        "package:status",
    ]
)
FIRST_YEAR, LAST_YEAR = 1901, 2099  # the lunar tables reach one year further on both sides
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)


class UsageError(Exception):
    """The line itself is wrong (exit code 2); the text is a Chinese sentence."""


@dataclass(slots=True)
class Options:
    """The global options of one run."""

    data_dir: Path | None = None
    passphrase_file: Path | None = None
    on: date | None = None
    instant: datetime | None = None
    json: bool = False
    rest: list[str] = field(default_factory=list)
    typed: str | None = None  # the passphrase, once it was asked for

    @property
    def clock(self) -> Clock:
        """The machine's clock, unless the line names another; `--on` is the day taken as today."""
        instant = self.instant
        if instant is None:
            return Clock(fixed_today=self.on)
        return Clock(read=lambda: instant, fixed_today=self.on)

    @property
    def folder(self) -> Path:
        """The branch's folder."""
        from db.paths import default_folder

        return self.data_dir or default_folder()

    def passphrase(self, *, is_new: bool = False) -> str:
        """From the file, the environment, the demonstration's own, or asked for at the terminal."""
        given = self.known_passphrase()
        if given is not None:
            return given
        known = self.typed if is_new or self.typed else _demonstration_passphrase(self.folder)
        self.typed = known if known is not None else _asked(is_new)
        return self.typed

    def known_passphrase(self) -> str | None:
        """From the file or the environment; None where nobody gave one."""
        if self.passphrase_file is not None:
            return read_secret(self.passphrase_file, "口令文件")
        return os.environ.get(PASSPHRASE_VARIABLE)

    @contextmanager
    def opened(self) -> "Iterator[Branch]":
        """The branch, open for one command."""
        branch = self._open()
        told = list(branch.notices)
        try:
            self._check_kind(branch)
            yield branch
        except LedgerError as error:
            if error.code == "read_only":  # the refusal says it itself, in one sentence
                told = [words for words in told if not words.startswith(branch.database.refusal)]
            raise
        finally:
            for words in told:
                complain(words)
            branch.close()

    def _open(self) -> "Branch":
        """By the passphrase where one was given, else by the system's keyring where that is on."""
        from db.keys.system_keyring import ASK_INSTEAD, opens_by_itself
        from db.opening import open_branch, open_without_typing
        from db.paths import BranchFolder

        given = self.known_passphrase() is not None or self.typed is not None
        if not given and opens_by_itself(BranchFolder(self.folder)):
            try:
                return open_without_typing(self.folder, self.clock)
            except LedgerError as error:
                if error.code not in ASK_INSTEAD:
                    raise
                complain(error.message)
        return open_branch(self.folder, self.clock, passphrase=self.passphrase())

    def _check_kind(self, branch: "Branch") -> None:
        """A command for branches is refused in one sentence on the folder of a township."""
        from db.township.folder import need_branch

        if OF_A_TOWNSHIP.isdisjoint((self.rest[0] if self.rest else "", ":".join(self.rest[:2]))):
            need_branch(branch)


def _demonstration_passphrase(folder: Path) -> str | None:
    from db.demonstration import DEMO_PASSPHRASE
    from db.demonstration.place import is_demonstration

    return DEMO_PASSPHRASE if is_demonstration(folder) else None


def read_secret(path: Path, title: str) -> str:
    """The one line of a file with a secret; `title` says what the file is. LedgerError `passphrase_file`."""
    try:
        return path.read_text("utf-8-sig").strip("\r\n")
    except (OSError, UnicodeError) as error:
        raise LedgerError(
            "passphrase_file", f"{title}“{path.name}”读不出来", "台账没有打开", "请检查文件位置"
        ) from error


def asked_twice(title: str) -> str:
    """A new secret typed twice at the terminal; LedgerError `passphrase_missing` where there is none."""
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise LedgerError(
            "passphrase_missing",
            f"没有给出{title}",
            "没有改动任何内容",
            "请用 --new-passphrase-file 指定文件",
        )
    first = getpass.getpass(f"{title}：")
    if getpass.getpass("再输入一次：") != first:
        raise LedgerError("passphrase_differs", f"两次输入的{title}不一样", "没有改动任何内容", "请重新运行")
    return first


def _asked(is_new: bool) -> str:
    import getpass
    import sys

    if not sys.stdin.isatty():
        raise LedgerError(
            "passphrase_missing",
            "没有给出口令",
            "台账没有打开",
            f"请用 --passphrase-file 指定口令文件，或设置环境变量 {PASSPHRASE_VARIABLE}",
        )
    first = getpass.getpass("口令：")
    if is_new and getpass.getpass("再输入一次：") != first:
        raise LedgerError("passphrase_differs", "两次输入的口令不一样", "没有新建台账", "请重新运行")
    return first


def read_options(arguments: Sequence[str]) -> Options:
    """Take the global options out of the line, wherever they stand; the rest is the command's."""
    options = Options()
    waiting = list(arguments)
    while waiting:
        word = waiting.pop(0)
        name, equals, value = word.partition("=")
        if word == "--":
            options.rest += [word, *waiting]
            break
        if word in ALONE:
            options.json = True
        elif name in WITH_VALUE:
            if not equals:
                if not waiting or waiting[0].startswith("--"):
                    raise UsageError(f"{name} 后面要有内容")
                value = waiting.pop(0)
            _set(options, name, value)
        else:
            options.rest.append(word)
    return options


def _set(options: Options, name: str, value: str) -> None:
    if name == "--data-dir":
        options.data_dir = Path(value)
    elif name == "--passphrase-file":
        options.passphrase_file = Path(value)
    elif name == "--on":
        options.on = read_day(value, "--on")
    else:
        try:
            instant = datetime.fromisoformat(value)
        except ValueError:
            raise UsageError(f"--clock 应写作 2026-03-05T09:00:00，不是“{value[:30]}”") from None
        read_year(instant.year, "--clock")
        options.instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)


def read_day(text: str, option: str) -> date:
    """A day of an option, in the years the calendars of the program cover; UsageError if it is none."""
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        day = None
    if day is None:
        raise UsageError(f"{option} 应写作 2026-03-05，不是“{text[:30]}”")
    read_year(day.year, option)
    return day


def read_year(year: int | None, option: str = "--year") -> int | None:
    """A year of an option, None where none was given; UsageError outside what the lunar tables cover."""
    if year is not None and not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"{option} 的年份应在 {FIRST_YEAR} 到 {LAST_YEAR} 之间")
    return year
