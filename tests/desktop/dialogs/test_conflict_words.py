"""The exchange in words: when something was written, and when it is time to take changes along."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from db.exchange.register import ExchangeStatus, Peer
from desktop.dialogs.conflict_words import is_out_of_time, is_overdue, status_words, waiting_words, when_words

TODAY = date(2026, 7, 10)


def _status(not_sent: int, days: int | None, *, revoked: bool = False) -> ExchangeStatus:
    peer = Peer("a", "家里的电脑", "黄组织", 0, "", revoked)
    return ExchangeStatus(not_sent, None, days, (peer,), ())


@pytest.mark.parametrize(
    ("day", "words"),
    [
        ("2026-07-10", "今天"),
        ("2026-07-09", "昨天"),
        ("2026-07-01", "9天前"),
        ("2026-06-09", "2026-06-09"),
        ("2026-07-11", "2026-07-11"),
    ],
)
def test_a_day_is_told_as_one_says_it(day: str, words: str) -> None:
    assert when_words(f"{day}T12:00:00+00:00", TODAY) == words


@given(st.integers(-3000, 3000))
def test_only_instants_to_come_or_long_past_make_a_clock_suspicious(days: int) -> None:
    instant = f"{(TODAY - timedelta(days=days)).isoformat()}T12:00:00+00:00"
    assert is_out_of_time(instant, TODAY) == (days < -1 or days > 400)


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (_status(12, 9), "有12次改动还没有带到另一台电脑；上次交换是9天前。"),
        (_status(0, 0), "改动都已经带到另一台电脑；上次交换是今天。"),
        (_status(3, 1), "有3次改动还没有带到另一台电脑；上次交换是昨天。"),
        (_status(3, None), "有3次改动还没有带到另一台电脑；还没有交换过。"),
        (_status(3, 9, revoked=True), "还没有别的电脑加入本支部。只用这一台电脑，就不需要数据包。"),
    ],
)
def test_the_state_is_told_in_a_sentence(status: ExchangeStatus, words: str) -> None:
    assert status_words(status) == words


@given(st.integers(0, 5), st.none() | st.integers(0, 30), st.booleans())
def test_it_is_time_only_with_changes_another_pc_and_more_than_a_week(
    not_sent: int, days: int | None, revoked: bool
) -> None:
    wanted = not_sent > 0 and not revoked and (days is None or days > 7)
    assert is_overdue(_status(not_sent, days, revoked=revoked)) is wanted


def test_what_waits_is_counted_in_words_and_nothing_says_nothing() -> None:
    assert waiting_words(3, 1) == "有3处冲突、1组疑似重复等您处理。"
    assert waiting_words(0, 2) == "有2组疑似重复等您处理。"
    assert waiting_words(0) == ""
