"""Keeping a township's table on the page 自评打分: the preview with its own way to the books."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from db.errors import InvalidDraftError, LedgerError
from desktop.dialogs.rubric_preview import RubricPreviewDialog
from desktop.tasks import Progress, Tasks

if TYPE_CHECKING:
    from db.importing.rubric_table import RubricReading
    from db.services.branch import Branch

RUBRIC_FILES = "评分表 (*.xlsx *.xls *.et *.csv *.toml)"


def read_file(path: Path, sheet: str | None = None) -> "RubricReading":
    """What stands in a file; LedgerErrors as from `read_rubric`."""
    from db.importing.rubric_table import read_rubric

    return read_rubric(path, sheet=sheet)


def sentence_of(error: LedgerError) -> str:
    """What was refused, in one sentence."""
    if isinstance(error, InvalidDraftError):
        return "；".join(error.problems.values())
    return f"{error.happened}，{error.remedy}" if error.remedy else error.happened


class TableIntake(RubricPreviewDialog):
    """Signals:
    kept(str, int, str): uid, year and name of the record that was made.
    """

    kept = Signal(str, int, str)

    def __init__(
        self,
        tasks: Tasks,
        path: Path,
        reading: "RubricReading",
        year: int,
        check_titles: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(path.name, reading, year, check_titles, parent)
        self._tasks, self._path = tasks, path
        self.submitted.connect(self._keep)
        self.sheet_chosen.connect(self._read_sheet)

    def _read_sheet(self, sheet: str | None) -> None:
        def work(_progress: Progress) -> "RubricReading":
            return read_file(self._path, sheet)

        self._tasks.run_aside(self, work, self.show_reading, title="正在读取", failed=self._refused)

    def _keep(self, title: str, year: int, is_reported: bool) -> None:
        rubric, source = replace(self.reading.rubric, title=title), f"file:{self._path.name}"

        def work(branch: "Branch") -> str:
            from db.rules.scoring.keeping import take_over

            return take_over(branch, rubric, year, source, is_reported=is_reported)

        def done(uid: str) -> None:
            self.accept()
            self.kept.emit(uid, year, title)

        self.keep_button.setEnabled(False)
        self._tasks.run_command(self, work, done, title="正在登记", failed=self._refused)

    def _refused(self, error: LedgerError) -> None:
        self.keep_button.setEnabled(True)
        self.refuse(sentence_of(error))
