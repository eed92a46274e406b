"""The rule library: editions, bases, settings."""

from datetime import date

import pytest

from db.errors import NotFoundError
from db.rules.library import (
    article,
    basis,
    default_of,
    duty_texts,
    edition_on,
    regulation,
    regulations,
    rule,
    rules,
)


@pytest.mark.parametrize(
    ("family", "day", "edition"),
    [
        ("DEV", "2026-05-17", "DEV14"),
        ("DEV", "2026-05-18", "DEV26"),
        ("ELECT", "2020-07-12", "ELECT90"),
        ("ELECT", "2020-07-13", "ELECT20"),
        ("BRANCH", "2018-10-28", "BRANCH"),
    ],
)
def test_the_edition_in_force_changes_on_its_day(family: str, day: str, edition: str) -> None:
    found = edition_on(family, date.fromisoformat(day))

    assert found is not None
    assert found.id == edition


def test_no_edition_is_in_force_before_the_first() -> None:
    assert edition_on("BRANCH", date(2018, 10, 27)) is None


def test_editions_of_one_family_never_overlap() -> None:
    for one in regulations():
        for other in regulations():
            if one.family == other.family and one.id != other.id:
                assert one.in_force_from is not None
                assert not other.is_in_force(one.in_force_from) or one.in_force_from > (
                    other.in_force_from or date.min
                )
                assert edition_on(one.family, one.in_force_from) == one


def test_a_basis_names_regulation_article_and_edition() -> None:
    assert (
        basis("MTG-01", date(2026, 3, 1)).text == "依据：《中国共产党支部工作条例（试行）》第十一条（2018版）"
    )


def test_an_event_before_the_regulation_says_so() -> None:
    assert "当日尚未施行" in basis("MTG-01", date(2016, 3, 1)).text


def test_local_practice_never_claims_a_regulation() -> None:
    local = [shown for shown in rules() if shown.mark == "L"]

    assert len(local) > 20
    for shown in local:
        assert basis(shown.id, date(2026, 3, 1)).text == "本地要求，无党内法规依据"
        assert shown.regulation == ""


def test_every_rule_of_a_regulation_names_an_article_the_library_holds() -> None:
    for shown in rules():
        if not shown.regulation:
            continue
        editions = [
            one for one in regulations() if one.title == shown.regulation and one.edition == shown.edition
        ]
        assert len(editions) == 1, shown.id
        assert article(editions[0].id, shown.article).text


def test_every_edition_of_a_finding_has_its_article() -> None:
    for shown in rules():
        for day in (date(2019, 6, 1), date(2021, 6, 1), date(2026, 6, 1)):
            found = basis(shown.id, day)
            if found.regulation.startswith("《") and not found.regulation.startswith(
                (
                    "《“光荣",
                    "《中央和国家",
                    "《关于进一步加强党员组织关系",
                    "《2019—2023",
                    "《全国党员教育培训",
                )
            ):
                assert found.article.startswith("第"), (shown.id, day)


def test_every_article_has_words_of_its_own_and_a_mark() -> None:
    for one in regulations():
        assert one.mark in ("V", "V2", "K")
        for known in one.articles:
            assert known.text.endswith("。")
            assert known.mark in ("V", "V2", "K")


def test_every_setting_says_what_it_is_and_that_it_is_local() -> None:
    settings = [setting for shown in rules() if shown.kind == "finding" for setting in shown.settings]

    assert len({setting.name for setting in settings}) == len(settings)
    for setting in settings:
        assert "本地要求" in setting.title
        assert default_of(setting.name) == setting.default


def test_every_duty_that_turns_into_a_finding_names_one_that_exists() -> None:
    for text in duty_texts().values():
        assert text.frequency in ("month", "quarter", "half_year", "year", "term")
        if text.finding:
            assert rule(text.finding).kind == "finding"


@pytest.mark.parametrize(
    "ask",
    [
        lambda: rule("XYZ-01"),
        lambda: regulation("XYZ"),
        lambda: article("BRANCH", "第九十九条"),
        lambda: basis("XYZ-01", date(2026, 1, 1)),
        lambda: edition_on("XYZ", date(2026, 1, 1)),
        lambda: default_of("XYZ.days"),
    ],
)
def test_what_the_library_does_not_hold_is_refused_in_one_sentence(ask) -> None:
    with pytest.raises(NotFoundError) as refused:
        ask()

    assert refused.value.code == "not_found"
    assert refused.value.message.endswith("。")
