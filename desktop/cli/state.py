"""What every command is handed: the global options and where its answer goes."""

from dataclasses import dataclass

import typer

from desktop.cli.options import Options
from desktop.cli.showing import Answer


@dataclass(slots=True)
class State:
    """One run of the command line."""

    options: Options
    answer: Answer


def state_of(context: typer.Context) -> State:
    """The State of this run."""
    state = context.obj
    assert isinstance(state, State)
    return state
