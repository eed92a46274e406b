"""Show the faults and bring them about: `python3 run.py faults [--table | --long]`.

Prints the table, then the numbers: cuts, kills, files spoiled, bytes scanned, histories merged, and how many were
survived. `--long` brings about some ten times as many. Ends with 1 if one was not survived.
"""

import os
import subprocess
import sys
import tempfile
import time
import unicodedata
import warnings
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.faults.table import Fault, read_table

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True, slots=True)
class Amount:
    """How much is brought about."""

    cuts: int
    kills: int
    files: int
    histories: int


SHORT, LONG = Amount(200, 4, 200, 40), Amount(2_000, 60, 10_000, 2_000)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One line of the report: how many, how many survived, what else is worth knowing."""

    title: str
    count: int
    survived: int
    remark: str = ""
    cases: tuple[str, ...] = ()


def main(words: list[str]) -> int:
    """Returns the exit code."""
    faults = read_table()
    show_table(faults)
    if "--table" in words:
        return 0
    amount = LONG if "--long" in words else SHORT
    failed = False
    say("\n实际制造的故障")
    for outcome in brought_about(amount):
        failed |= outcome.count != outcome.survived
        say(
            f"  {padded(outcome.title, 34)} {outcome.count:>7} 次，经受住 {outcome.survived:>7} 次  {outcome.remark}"
        )
        for case in outcome.cases[:5]:
            say(f"      {case}")
    say("\n有的没有经受住，见上面缩进的各行。" if failed else "\n全部经受住了。")
    return int(failed)


def say(text: str) -> None:
    """A line at once."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def padded(text: str, width: int) -> str:
    """Chinese characters take two places."""
    return text + " " * (width - sum(2 if unicodedata.east_asian_width(ch) in "WF" else 1 for ch in text))


def show_table(faults: tuple[Fault, ...]) -> None:
    """Number, fault, how it is injected, state; then the tests."""
    for fault in faults:
        say(f"{fault.number} {padded(fault.title, 46)} {padded(fault.injected or '—', 30)} {fault.state}")
        for test in fault.tests:
            say(f"      tests/{test}")
        if fault.left:
            say(f"      {fault.left}")
    states = [fault.state for fault in faults]
    automatic, pending = sum("自动" in state for state in states), states.count("尚未")
    by_hand = sum("手工" in state for state in states)
    say(
        f"\n共 {len(faults)} 种故障：自动检查 {automatic} 种，手工检查 {by_hand} 种（见 tests/faults/manual.md），尚未 {pending} 种。"
    )


# --- bringing them about --------------------------------------------------------------------------------------
def brought_about(amount: Amount) -> Iterator[Outcome]:
    """One kind after another."""
    warnings.simplefilter("error")
    with tempfile.TemporaryDirectory() as name:
        for variable in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "LOCALAPPDATA", "APPDATA"):
            os.environ[variable] = name
        yield from power_cuts(amount.cuts)
        yield from kills(amount.kills, Path(name))
        yield from spoiled_files(amount.files, Path(name))
        yield canaries(Path(name))
        yield histories(amount.histories)


def power_cuts(count: int) -> Iterator[Outcome]:
    """Ours must survive; the two that must not show that the tester sees."""
    from tests.faults.power_cuts import OURS, cut_power
    from tests.faults.recording import of_a_package, of_an_upgrade, of_work

    busy = {**OURS, "wal_autocheckpoint": "6"}
    runs = (
        ("断电：提交", of_work(), OURS, ""),
        ("断电：整理日志", of_work(), busy, ""),
        ("断电：升级", of_an_upgrade(), busy, ""),
        ("断电：接收数据包", of_a_package(), busy, ""),
        ("断电：备份", of_work(), OURS, "VACUUM INTO '{folder}/copy.part'"),
    )
    for title, recording, settings, statement in runs:
        verdict = cut_power(recording, count, settings, statement=statement)
        yield Outcome(title, verdict.cuts, verdict.survived, cases=tuple(verdict.cases))
    few = max(40, count // 10)
    lost = cut_power(of_work(), few * 3, {**busy, "synchronous": "NORMAL"}).lost
    broken = cut_power(of_work(), few, {**busy, "synchronous": "OFF"}).corrupt
    yield Outcome(
        "检查的检查：少同步一步就露馅", 2, int(lost > 0) + int(broken > 0),
        f"NORMAL 丢失 {lost}/{few * 3}，OFF 损坏 {broken}/{few}",
    )  # fmt: skip


def kills(most: int, folder: Path) -> Iterator[Outcome]:
    """Each kind of work, killed at up to `most` of its steps."""
    from tests.faults.killing import SCENARIOS, kill_everywhere
    from tests.support.branches import make_folder

    make_folder(folder / "template" / "branch")
    for scenario in SCENARIOS:
        place = folder / f"kill-{scenario.name}"
        place.mkdir()
        done = kill_everywhere(scenario, folder / "template" / "branch", place, most)
        survived = done.kills - len(done.wrong)
        yield Outcome(f"强行结束：{scenario.title}", done.kills, survived, f"共 {done.steps} 步", done.wrong)


def spoiled_files(count: int, folder: Path) -> Iterator[Outcome]:
    """Every reader; taken or refused in a sentence."""
    from tests.faults.fuzzing import fuzz
    from tests.faults.readers import READERS

    for reader in READERS:
        tally = fuzz(reader, count // reader.cost, folder)
        remark = f"读入 {tally.taken}，拒绝 {sum(tally.refused.values())}，最慢 {tally.slowest:.2f} 秒"
        survived = tally.total - len(tally.escaped)
        yield Outcome(f"损坏的文件：{reader.title}", tally.total, survived, remark, tuple(tally.escaped))


def canaries(folder: Path) -> Outcome:
    """A day with planted people."""
    from tests.faults.canaries import scan
    from tests.faults.test_canaries import live_a_day

    place = folder / "canary"
    place.mkdir()
    locked = live_a_day(place)
    left = scan(place / "machine")
    found = (*map(str, locked["found"]), *left.found)
    count = left.files + locked["files"]
    remark = f"锁定时、退出后各扫描一遍，共 {left.size + locked['size']:,} 字节"
    return Outcome("明文个人信息扫描（文件）", count, count - len(found), remark, found)


def histories(count: int) -> Outcome:
    """Random histories of four PCs with all rules of merging; the machine stops at the first that is not survived."""
    began = time.monotonic()
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "tests/properties/test_fold_machine.py",
            "-p",
            "no:cacheprovider",
        ],
        cwd=ROOT,
        env={**os.environ, "BRANCH_LEDGER_EXAMPLES": str(count)},
        capture_output=True,
        text=True,
        check=False,
    )
    told = () if done.returncode == 0 else tuple(done.stdout.splitlines()[-30:])
    return Outcome(
        "四台电脑的交换历史",
        count,
        count if done.returncode == 0 else 0,
        f"{time.monotonic() - began:.0f} 秒",
        told,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
