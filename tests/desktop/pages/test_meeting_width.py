"""记会议 at every width a page has: nothing is cut, neither at once when the window changes nor after it came to rest."""

import pytest

from desktop.pages.meeting_editor import MeetingEditorPage
from tests.support.typing_in import cut_texts, overlaps

SIGNED = "主持人、记录人已签名"
WIDTHS = (
    1158,
    860,
    1366,
    820,
    900,
    1010,
    840,
    1200,
    911,
)  # each against the one before: folded and beside, in turn
FILLED = {
    "held_on": "2026-11-20",
    "everyone_present": True,
    "signed": True,
    "agenda": [
        {
            "title": "讨论预备党员转正",
            "matter": "promotion",
            "speakers": [{"words": "同意"}],
            "vote": {"method": "secret", "for": 3, "against": 0, "abstain": 1},
        }
    ],
    "corrections": [
        {"uid": "1", "on": "2026-11-21", "by": "周国强", "fields": "地点", "reason": "按签到表改正"}
    ],
}


@pytest.fixture
def page(shown, context, styled, request, qtbot):
    styled("light", request.param)
    page = shown(MeetingEditorPage(context))
    page.edit_record("general_meeting", None)
    page.form.set_values(FILLED)
    qtbot.waitUntil(lambda: not cut_texts(page))
    return page


@pytest.mark.parametrize("page", ["standard", "large", "huge"], indirect=True)
def test_nothing_is_cut_at_any_width_and_the_mark_of_the_signatures_not_even_while_the_window_changes(
    page, qtbot
):
    for width in WIDTHS:
        page.resize(width, 768)
        assert page.width() == width
        assert SIGNED not in cut_texts(page), f"at once at {width}"
        qtbot.waitUntil(lambda: not cut_texts(page))
        assert overlaps(page) == []
