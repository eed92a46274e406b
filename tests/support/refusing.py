"""Asking what is refused, for tests."""

from collections.abc import Callable

import pytest

from db.errors import LedgerError


def refusal(act: Callable[[], object]) -> str:
    """The code with which something is refused."""
    with pytest.raises(LedgerError) as refused:
        act()
    return refused.value.code
