"""Settings, the rule library, birthdays and 关于."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from db.services.settings import all_settings
from desktop import theme
from desktop.pages.about import NOTICE, AboutPage
from desktop.pages.birthdays import BirthdaysPage
from desktop.pages.rules_page import RulesPage, options_of
from desktop.pages.settings_page import SettingsPage
from desktop.widgets.basic import Notice
from desktop.widgets.choice_edits import CheckEditor
from desktop.widgets.editor import Field


def _texts(widget):
    return [each.text() for each in widget.findChildren(QLabel)]


def _choose(page, title):
    items = [page.list.item(row) for row in range(page.list.count())]
    page.list.setCurrentItem(next(item for item in items if item.text() == title))


def _settings(context, page):
    found = []
    context.tasks.run_query(page, lambda branch: dict(all_settings(branch)), found.append)
    return found[0]


# --- settings ---------------------------------------------------------------------------------------------
def test_a_backup_is_made_and_the_page_tells_its_name(shown, context, branch_folder):
    page = shown(SettingsPage(context))
    assert page.last_backup.text().startswith("还没有备份")
    page.backup_button.click()
    assert (branch_folder / "backups" / "000001-manual" / "branch.db").is_file()
    assert page.last_backup.text() == "最近一份备份：第1份 · 手动 · 2026-11-22。"


def test_theme_and_size_are_kept_on_this_pc_and_applied_at_once(shown, context, styled):
    page = shown(SettingsPage(context))
    page.themes.setCurrentIndex(page.themes.findData("dark"))
    page.sizes.setCurrentIndex(page.sizes.findData("large"))
    page.sizes.activated.emit(page.sizes.currentIndex())
    assert (theme.current().name, theme.current().size) == ("dark", "large")
    assert context.preferences.text("theme") == "dark"
    assert context.preferences.text("size") == "large"


def test_the_profile_opens_in_its_form(shown, context, wanted, rows):
    page = shown(SettingsPage(context))
    asked = wanted(page)
    page.profile_button.click()
    assert asked == [("branch", rows("branch")[0].uid)]


# --- rules ------------------------------------------------------------------------------------------------
def test_a_rule_shows_its_article_edition_and_evidence_in_words(shown, context):
    page = shown(RulesPage(context))
    _choose(page, "支部党员大会")
    words = " ".join(_texts(page.area.widget()))
    assert "《中国共产党支部工作条例（试行）》第十一条" in words
    assert "已核对原文" in words


def test_rules_are_found_by_number_and_by_word(shown, context):
    page = shown(RulesPage(context))
    everything = page.list.count()
    page.filter.setText("MTG-02")
    page.filter.search_now()
    assert page.list.count() == 1
    page.filter.setText("换届")
    page.filter.search_now()
    assert 1 < page.list.count() < everything


def test_a_regulation_lists_its_articles_and_since_when_it_holds(shown, context):
    page = shown(RulesPage(context))
    page.kinds.setCurrentIndex(page.kinds.findData("regulation"))
    page.kinds.activated.emit(page.kinds.currentIndex())
    page.list.setCurrentRow(0)
    words = " ".join(_texts(page.area.widget()))
    assert "施行" in words
    assert "第" in words


def test_local_practice_can_be_switched_off_and_on_again(shown, context):
    page = shown(RulesPage(context))
    _choose(page, "支委人数为偶数")
    page.area.widget().findChild(CheckEditor).box.click()
    assert _settings(context, page) == {"ORG-06.enabled": False}
    page.area.widget().findChild(CheckEditor).box.click()
    assert _settings(context, page) == {}


@pytest.mark.parametrize(
    ("title", "options"),
    [
        (
            "政治生日按：admitted_on 入党日期，promoted_on 转正日期",
            [("admitted_on", "入党日期"), ("promoted_on", "转正日期")],
        ),
        (
            "党课应附：photo 照片，material 材料，空为不要求（本地要求）",
            [("", "不要求"), ("photo", "照片"), ("material", "材料")],
        ),
    ],
)
def test_the_options_of_a_choice_are_read_from_its_title(title, options):
    assert options_of(title) == options


def test_every_setting_that_is_a_word_offers_its_default():
    from db.rules.library import rules

    worded = [s for rule in rules() for s in rule.settings if isinstance(s.default, str) and not s.is_day]
    assert worded
    for setting in worded:
        assert setting.default in dict(options_of(setting.title)), setting.name


def test_a_setting_that_is_a_day_is_typed_as_a_day_and_can_go_back_to_its_default(shown, context):
    from db.rules.library import rule

    page = shown(RulesPage(context))
    (setting,) = rule("DEV-11").settings
    holder = page._setting(setting)
    field = holder.findChild(Field)
    assert field.editor.value() == "2026-05-18"
    for day in ("2026-06-01", None):
        field.editor.set_value(day)
        page._save_setting(setting, field)
        kept = []
        context.tasks.run_query(page, all_settings, kept.append)
        assert kept[0].get("admission.switch_on") == day


def _typed_day(page, day):
    """Another day, typed into a choice that has a button of its own."""
    row = next(
        row
        for row in range(page.list.count())
        if any(
            setting.name == "admission.switch_on"
            for setting in getattr(page.list.item(row).data(Qt.ItemDataRole.UserRole), "settings", ())
        )
    )
    page.list.setCurrentRow(row)
    field = next(
        each for each in page.area.widget().findChildren(Field) if each.editor.value() == "2026-05-18"
    )
    field.editor.set_value(day)
    return row


@pytest.mark.parametrize(("answer", "kept"), [("保存", "2026-06-01"), ("不保存", None)])
def test_a_typed_choice_is_asked_for_before_another_rule_is_shown(shown, context, person, answer, kept):
    page = shown(RulesPage(context))
    row = _typed_day(page, "2026-06-01")
    person.will_answer(answer)
    page.list.setCurrentRow(0 if row else 1)
    assert _settings(context, page).get("admission.switch_on") == kept
    assert page.may_leave()


def test_a_typed_choice_holds_the_page_until_it_is_settled(shown, context, person):
    page = shown(RulesPage(context))
    _typed_day(page, "2026-06-01")
    person.will_answer("接着改", "不保存")
    assert not page.may_leave()
    assert page.may_leave()


# --- birthdays and 关于 -----------------------------------------------------------------------------------
def test_each_day_says_its_kind_by_mark_and_word(shown, context):
    page = shown(BirthdaysPage(context))
    march = _texts(page._cards[2])
    assert any(text.startswith("● 12 日") and "周国强" in text and "生日" in text for text in march)
    july = _texts(page._cards[6])
    assert any(text.startswith("★ 1 日") and "入党" in text for text in july)


def test_a_chip_leaves_one_kind_of_day(shown, context):
    page = shown(BirthdaysPage(context))
    page.kinds.toggle("kind", "political_birthday")
    lines = [text for card in page._cards for text in _texts(card) if text.startswith(("●", "★", "▲"))]
    assert lines
    assert all(text.startswith("★") for text in lines)


def test_what_must_not_be_stored_stands_on_the_page_about(shown, context):
    page = shown(AboutPage(context))
    assert page.findChild(Notice).accessibleName() == NOTICE
    assert "不得存储、处理涉密信息" in NOTICE


def test_words_that_belong_together_stay_one_option():
    from db.ledgers.secretary_appraisal import SCALES
    from db.rules.library import rule

    (scale,) = [each for each in rule("secretary_appraisal").settings if each.name.endswith(".scale")]
    assert options_of(scale.title) == [(code, "/".join(words)) for code, words in SCALES.items()]
