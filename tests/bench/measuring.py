"""Timing and reporting: the best of several runs, beside what it is compared with."""

import gc
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Measured:
    """One line of the report: seconds of ours, of the yardstick, and what is aimed at."""

    title: str
    seconds: float
    yardstick: str
    yardstick_seconds: float
    aim: str

    @property
    def line(self) -> str:
        ratio = self.seconds / self.yardstick_seconds if self.yardstick_seconds else 0.0
        return (
            f"{self.title}: {self.seconds * 1000:8.0f} ms | {self.yardstick}: {self.yardstick_seconds * 1000:8.0f} ms"
            f" | ratio {ratio:6.2f} | aim {self.aim}"
        )


def best(work: Callable[[], Any], runs: int = 3) -> float:
    """Seconds of the quickest of several runs."""
    return min(timed(work) for _ in range(runs))


def timed(work: Callable[[], Any]) -> float:
    """Seconds of one run, with the garbage of earlier ones gone."""
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def python_seconds(code: str, runs: int = 5) -> float:
    """Seconds of a whole Python process that runs `code`, best of several, offscreen."""
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", code]

    def run() -> None:
        subprocess.run(command, check=True, env=environment, capture_output=True)

    return best(run, runs)


def peak_megabytes(code: str) -> float:
    """Largest memory of a process that runs `code` (VmHWM of Linux: `ru_maxrss` counts what the parent held)."""
    asked = f"{code}\nprint(open('/proc/self/status').read())"
    environment = {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    done = subprocess.run(
        [sys.executable, "-c", asked], check=True, env=environment, capture_output=True, text=True
    )
    return int(done.stdout.split("VmHWM:")[1].split()[0]) / 1024
