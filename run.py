#!/usr/bin/env python3
"""支部台账：装好所需的一切并运行。只用 Python 标准库（3.11 以上）。

python3 run.py              打开程序
python3 run.py demo         做一个演示支部，打印迎检资料夹，打开窗口
python3 run.py test         安装并跑完全部检查
python3 run.py bench        跑性能对照
python3 run.py faults       列出八十六种故障并实际制造一遍（--table 只列表，--long 多做十倍）
python3 run.py 其他参数      与安装后的 branch-ledger 命令相同（见 README）

The only file that runs before anything is installed: it makes `.venv`, installs `requirements.txt` (exact versions with
hashes), finds the system libraries that Qt needs, and hands over. It knows nothing about the program itself.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
REQUIREMENTS = ROOT / "requirements.txt"
STAMP = VENV / "installed.txt"
OLDEST_PYTHON = (3, 11)
# what Qt's window and offscreen plug-ins load on Debian-like systems, by the library that shows it is missing
QT_LIBRARIES = {
    "libEGL.so.1": ("libegl1",),
    "libGL.so.1": ("libgl1",),
    "libglib-2.0.so.0": ("libglib2.0-0t64", "libglib2.0-0"),
    "libxkbcommon.so.0": ("libxkbcommon0",),
    "libfontconfig.so.1": ("libfontconfig1",),
    "libdbus-1.so.3": ("libdbus-1-3",),
    "libxcb-cursor.so.0": ("libxcb-cursor0",),
    "libxcb-icccm.so.4": ("libxcb-icccm4",),
    "libxcb-keysyms.so.1": ("libxcb-keysyms1",),
    "libxcb-shape.so.0": ("libxcb-shape0",),
    "libxkbcommon-x11.so.0": ("libxkbcommon-x11-0",),
}
CHECKS = (
    ("代码风格", ["-m", "ruff", "check", "."]),
    ("代码格式", ["-m", "ruff", "format", "--check", "."]),
    ("类型", ["-m", "mypy"]),
    ("分层", ["-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"]),
    ("测试", ["-m", "pytest", "-n", "auto", "--maxprocesses", "4"]),
)


def main(arguments: list[str]) -> int:
    """Set up what is missing, then run the program, the checks or the benchmarks; returns the exit code."""
    if sys.version_info < OLDEST_PYTHON:
        say(
            f"需要 Python 3.11 或更新的版本，现在是 {sys.version.split()[0]}；什么都没有安装，请先升级 Python。"
        )
        return 1
    try:
        set_up()
    except subprocess.CalledProcessError as error:
        say(
            f"安装没有完成（{' '.join(map(str, error.cmd[:6]))} 返回 {error.returncode}）；台账没有受影响，请联网后再运行一次。"
        )
        return 1
    first = arguments[0] if arguments else ""
    if first == "test":
        return run_checks(arguments[1:])
    if first == "bench":
        return call([str(python()), "-m", "tests.bench", *arguments[1:]])
    if first == "faults":
        return call([str(python()), "-m", "tests.faults", *arguments[1:]])
    return call([str(python()), "-m", "desktop", *arguments], here())


def say(text: str) -> None:
    """A line for the person at the terminal; standard output stays free for `--json`."""
    print(text, file=sys.stderr, flush=True)


def here() -> Path:
    """The folder in which the person stands: files named on the line are looked for there."""
    try:
        return Path.cwd()
    except FileNotFoundError:  # it was removed meanwhile
        return ROOT


def python() -> Path:
    """The interpreter of the environment."""
    return VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def call(command: list[str], folder: Path = ROOT) -> int:
    """Run a command in a folder, the checkout unless another is named, and return its exit code.

    PYTHONSAFEPATH: what lies in that folder, a stick perhaps, is never taken for a part of the program.
    """
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUTF8": "1", "PYTHONSAFEPATH": "1"}
    return subprocess.call(command, env=environment, cwd=folder)


# --- setting up -----------------------------------------------------------------------------------------------
def fingerprint() -> str:
    """Changes when the wanted packages or the interpreter change."""
    content = REQUIREMENTS.read_bytes() + sys.version.encode() + str(ROOT).encode()
    return hashlib.sha256(content).hexdigest()


def set_up() -> None:
    """Make the environment unless the stamp says that it is there already."""
    if STAMP.is_file() and STAMP.read_text("utf-8") == fingerprint() and python().is_file():
        return
    began = time.monotonic()
    say("第一次运行：正在准备运行环境（约需一到三分钟，要能访问软件源）……")
    make_environment()
    install_requirements()
    install_qt_libraries()
    STAMP.write_text(fingerprint(), "utf-8")
    say(f"准备好了，用了 {time.monotonic() - began:.0f} 秒；以后启动不再需要这一步。")


def make_environment() -> None:
    """A fresh `.venv`; without a pip of its own where the system's Python lacks ensurepip (Debian's does).

    Run by the environment's own interpreter it stays: it cannot be taken away from under itself.
    """
    if Path(sys.prefix) == VENV:
        return
    if VENV.exists():
        shutil.rmtree(VENV)
    whole = subprocess.run([sys.executable, "-m", "venv", str(VENV)], capture_output=True, check=False)
    if whole.returncode:
        shutil.rmtree(VENV, ignore_errors=True)
        command = [sys.executable, "-m", "venv", "--without-pip", str(VENV)]
        subprocess.run(command, check=True, stdout=sys.stderr)


def install_requirements() -> None:
    """Install the pinned packages, telling how far it is; CalledProcessError with pip's own words on failure."""
    has_pip = subprocess.run([str(python()), "-m", "pip", "--version"], capture_output=True, check=False)
    pip = [str(python()), "-m", "pip"]
    if has_pip.returncode:  # a system without ensurepip: the pip that is there installs into the environment
        pip = [sys.executable, "-m", "pip", "--python", str(python())]
    command = [*pip, "install", "--disable-pip-version-check", "--progress-bar", "off", "--require-hashes"]
    total = sum(1 for line in REQUIREMENTS.read_text("utf-8").splitlines() if line[:1].isalnum())
    words: list[str] = []
    with subprocess.Popen(
        [*command, "-r", str(REQUIREMENTS)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        for line in process.stdout or ():
            words.append(line)
            if line.startswith("Collecting "):
                done = sum(each.startswith("Collecting ") for each in words)
                say(f"  下载 {done}/{total}：{line.split()[1].split('==')[0]}")
            elif line.startswith("Installing "):
                say("  正在安装……")
    if process.returncode:
        sys.stderr.writelines(words[-15:])
        raise subprocess.CalledProcessError(process.returncode, command)


def install_qt_libraries() -> None:
    """Install the system libraries Qt lacks, or say the one command that does."""
    if not sys.platform.startswith("linux"):
        return
    missing = [names for library, names in QT_LIBRARIES.items() if not has_library(library)]
    if missing:
        install_packages([available(names) for names in missing], "系统缺少窗口需要的库")


def has_library(name: str) -> bool:
    """Whether the loader finds a shared library."""
    import ctypes

    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def available(names: tuple[str, ...]) -> str:
    """The first package name this system knows, for packages that were renamed between releases."""
    for name in names:
        if (
            shutil.which("apt-cache")
            and subprocess.run(["apt-cache", "show", name], capture_output=True, check=False).stdout
        ):
            return name
    return names[-1]


def install_packages(names: list[str], why: str) -> None:
    """Install system packages where we may; otherwise say how, and go on: without a display much still works."""
    command = ["apt-get", "install", "-y", "--no-install-recommends", *names]
    if shutil.which("apt-get") and hasattr(os, "geteuid") and os.geteuid() == 0:
        say(f"{why}，正在安装：{' '.join(names)}")
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], check=False, stdout=sys.stderr, env=quiet)
        subprocess.run(command, check=False, stdout=sys.stderr, env=quiet)
    else:
        say(f"{why}。请执行一次：sudo {' '.join(command)}")


# --- checks ---------------------------------------------------------------------------------------------------
def run_checks(extra: list[str]) -> int:
    """Style, types, floors, then the tests; arguments go to pytest and leave the rest out."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    if extra:
        return call([str(python()), "-m", "pytest", *extra])
    for title, command in CHECKS:
        say(f"── {title}")
        code = call([str(python()), *command])
        if code:
            say(f"检查没有通过：{title}")
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
