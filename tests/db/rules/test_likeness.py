"""Likeness of texts, and finding copies among many."""

from db.rules.likeness import SHORTEST, earlier_likenesses, likeness, plain
from tests.support.facts import words


def test_numbers_blanks_and_punctuation_do_not_count() -> None:
    assert plain("3月5日， 上午 9:00。修渠") == plain("10月12日上午修渠") == "月日上午修渠"
    assert likeness("2025年3月5日修渠", "2024年6月12日修渠") == 1.0


def test_texts_without_words_are_not_alike() -> None:
    assert likeness("", "") == 0.0
    assert likeness("2025", "2026") == 0.0


def test_a_text_of_other_words_is_not_alike() -> None:
    assert likeness(words("one"), words("other")) < 0.4


def test_a_copy_is_matched_with_the_nearest_earlier_one() -> None:
    text = words("a", 200)
    found = earlier_likenesses([text, words("b", 200), text, text], 0.85)

    assert {place: match.earlier for place, match in found.items()} == {2: 0, 3: 2}


def test_a_copy_with_a_few_other_words_is_found() -> None:
    text = words("a", 400)
    changed = text[:150] + words("new", 20) + text[170:]

    found = earlier_likenesses([words("b", 400), text, words("c", 400), changed], 0.85)

    assert list(found) == [3]
    assert found[3].earlier == 1
    assert 0.85 <= found[3].likeness < 1


def test_short_texts_are_passed_over() -> None:
    text = words("a", SHORTEST - 1)

    assert earlier_likenesses([text, text], 0.85) == {}


def test_records_on_one_printed_form_are_not_copies_of_each_other() -> None:
    """Half of each text is the same form, the other half is its own: many neighbours, no copy."""
    form = words("form", 150)
    texts = [form + words(f"own {number}", 150) for number in range(60)]

    assert earlier_likenesses(texts, 0.85) == {}


def test_a_copy_is_found_among_records_on_one_form() -> None:
    form = words("form", 150)
    texts = [form + words(f"own {number}", 150) for number in range(60)]
    texts.append(form + texts[7][150:280] + words("end", 20))

    assert {place: match.earlier for place, match in earlier_likenesses(texts, 0.85).items()} == {60: 7}


def test_fifty_near_copies_are_each_found() -> None:
    text = words("a", 300)
    texts = [text[:100] + words(f"n{number}", 10) + text[110:] for number in range(50)]

    assert sorted(earlier_likenesses(texts, 0.85)) == list(range(1, 50))
