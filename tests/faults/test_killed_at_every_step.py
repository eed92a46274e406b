"""Work killed at any of its steps leaves the old or the new, never a half (F04, F05, F07, F08, F09, F11).

`python3 run.py faults --long` kills at every single step.
"""

from pathlib import Path

import pytest

from tests.faults.killing import SCENARIOS, Kills, Scenario, kill_everywhere, nothing, sound
from tests.support import dying

IN_CI = 8


@pytest.mark.parametrize("scenario", SCENARIOS, ids=[scenario.name for scenario in SCENARIOS])
def test_whatever_was_under_way_is_done_or_not_done(
    scenario: Scenario, branch_template: Path, tmp_path: Path
) -> None:
    done = kill_everywhere(scenario, branch_template, tmp_path, IN_CI)
    assert done.wrong == ()
    assert done.kills == min(IN_CI, done.steps)
    assert done.steps > 4


def test_a_check_that_finds_a_half_is_told(branch_template: Path, tmp_path: Path) -> None:
    def never_content(root: Path) -> None:
        sound(root)
        raise AssertionError("half")

    done: Kills = kill_everywhere(
        Scenario("save", "", dying.save_some, nothing, never_content), branch_template, tmp_path, 2
    )
    assert len(done.wrong) == done.kills == 2
