"""The lists of what is owed and of what is wrong, with the branch's answers."""

from db.changes import Draft
from db.ledgers import by_key
from db.services import saving
from desktop.dialogs.answer_dialog import AnswerDialog
from desktop.pages.doctor import DoctorPage
from desktop.pages.duties_page import DutiesPage
from desktop.widgets.basic import label

FARMER = {"class": "farmer"}


def _texts(page):
    return [line.title.text() for line in page.list.lines]


def _line(page, part):
    return next(line for line in page.list.lines if part in line.title.text())


def _verb(line, text):
    return next(verb for verb in line.verbs if verb.text() == text)


def test_late_duties_stand_before_those_that_are_done(shown, context):
    page = shown(DutiesPage(context))
    late = [place for place, line in enumerate(page.list.lines) if "没有记录" in line.title.text()]
    assert late
    assert late == list(range(len(late)))


def test_a_duty_shows_its_basis_and_its_due_day(shown, context):
    page = shown(DutiesPage(context))
    line = _line(page, "第一季度支部党员大会")
    assert "《中国共产党支部工作条例（试行）》第十一条" in line.note.text()
    assert "期限 2026年3月31日" in line.note.text()


def test_a_chip_narrows_the_list_to_one_state(shown, context):
    page = shown(DutiesPage(context))
    before = len(_texts(page))
    page.facets.toggle("state", "done")
    assert 0 < len(_texts(page)) < before
    assert not any("没有记录" in text for text in _texts(page))


def test_a_reason_makes_a_duty_one_that_does_not_arise_and_can_be_taken_back(shown, context, dialog_filled):
    page = shown(DutiesPage(context))

    def fill(dialog):
        dialog.reason.set_value("换届筹备，经镇党委同意顺延")
        dialog.save_button.click()

    dialog_filled(fill)
    _verb(_line(page, "第一季度支部党员大会"), "本年不发生").click()
    line = _line(page, "第一季度支部党员大会")
    assert "说明：换届筹备，经镇党委同意顺延" in line.note.text()
    _verb(line, "撤回说明").click()
    assert "说明：" not in _line(page, "第一季度支部党员大会").note.text()


def test_an_answer_without_a_reason_is_not_taken(qtbot):
    dialog = AnswerDialog("某事", (("explained", "说明情况", "写明原因"),))
    qtbot.addWidget(dialog)
    dialog.save_button.click()
    assert dialog.result() == 0
    assert dialog.field.problem.text() == "请写明理由，不能只选一项"


def test_the_verb_of_a_group_meeting_starts_the_form_with_its_group(shown, context, wanted):
    page = shown(DutiesPage(context))
    asked = wanted(page)
    line = _line(page, "党小组会没有记录 · 第二党小组")
    _verb(line, "补开并记录").click()
    ledger, draft = asked[0]
    assert ledger == "group_meeting"
    assert draft.values["group"].name == "第二党小组"
    assert "held_on" not in draft.values


def test_the_verb_of_a_plan_starts_the_form_of_papers_with_its_kind_and_year(shown, context, wanted):
    page = shown(DutiesPage(context))
    asked = wanted(page)
    _verb(_line(page, "年度工作计划"), "登记材料").click()
    ledger, draft = asked[0]
    assert (ledger, draft.values) == ("document", {"kind": "plan", "subject": "annual", "year": 2026})


def test_the_hours_of_the_year_lead_to_their_page(shown, context, wanted):
    course = {"title": "县委党校培训", "begins_on": "2026-10-13", "participants": [{"person": "周国强"}]}
    context.tasks.run_command(label(""), lambda branch: saving.save(branch, by_key("study"), Draft(course)))
    page = shown(DutiesPage(context))
    asked = wanted(page)
    _verb(_line(page, "党员年度学时"), "看谁不够").click()
    assert asked == [("page", "study_hours")]


def test_the_verb_of_a_done_duty_opens_its_record(shown, context, wanted, rows):
    page = shown(DutiesPage(context))
    asked = wanted(page)
    page.facets.toggle("state", "done")
    _verb(page.list.lines[0], "查看").click()
    ledger, uid = asked[0]
    assert uid in {row.uid for row in rows(ledger)}


def test_findings_name_the_basis_and_what_to_do(shown, context):
    page = shown(DoctorPage(context))
    line = _line(page, "第一季度没有支部党员大会")
    assert "MTG-01" in line.note.text()
    assert "依据：" in line.note.text()
    assert page.subtitle.text().startswith("2026 年共 ")


def test_a_lack_is_made_good_in_the_ledger_of_its_duty(shown, context, wanted):
    page = shown(DoctorPage(context))
    asked = wanted(page)
    _verb(_line(page, "第一季度没有支部党员大会"), "去补开补记").click()
    assert asked == [("general_meeting", None)]


def test_a_finding_about_a_record_opens_it(shown, context, wanted, rows):
    page = shown(DoctorPage(context))
    asked = wanted(page)
    line = next(line for line in page.list.lines if any(verb.text() == "去改正" for verb in line.verbs))
    _verb(line, "去改正").click()
    ledger, uid = asked[0]
    assert uid in {row.uid for row in rows(ledger)}


def test_an_answered_finding_stays_in_sight_with_its_reason(shown, context, dialog_filled):
    page = shown(DoctorPage(context))
    text = page.list.lines[0].title.text()
    total = len(page.list.lines)

    def fill(dialog):
        dialog.choices["fixed"].setChecked(True)
        dialog.reason.set_value("已补附签到表")
        dialog.save_button.click()

    dialog_filled(fill)
    _verb(page.list.lines[0], "说明").click()
    assert len(page.list.lines) == total
    assert page.list.lines[-1].title.text() == text
    page.facets.toggle("state", "fixed")
    assert _texts(page) == [text]


def test_findings_can_be_narrowed_to_one_field_of_the_rules(shown, context):
    page = shown(DoctorPage(context))
    page.groups.setCurrentIndex(page.groups.findData("MTG"))
    page.groups.activated.emit(page.groups.currentIndex())
    assert page.list.lines
    assert all("MTG-" in line.note.text() for line in page.list.lines)


def _write(context, key, **values):
    spec = by_key(key)
    context.tasks.run_command(label(""), lambda branch: saving.save(branch, spec, Draft(values)))


def test_the_duty_of_a_month_s_dues_leads_to_the_grid_and_one_with_a_record_opens_it(shown, context, wanted):
    _write(context, "dues_standard", person="周国强", from_month="2026-11", fixed_amount="0.50", **FARMER)
    _write(context, "admission", person="叶子涵", steps=[{"step": 3, "done_on": "2026-01-05"}])
    _write(context, "term", elected_on="2023-11-30", years=3)
    page = shown(DutiesPage(context))
    asked = wanted(page)
    _verb(_line(page, "2026年11月收缴党费（0/1人已交）"), "去收").click()
    _verb(_line(page, "2026年新支委会分工"), "看换届").click()
    _verb(_line(page, "半年考察"), "补登记").click()
    assert asked[:2] == [("page", "dues"), ("page", "elections")]
    ledger, uid = asked[2]
    assert (ledger, bool(uid)) == ("admission", True)


def test_every_rule_belongs_to_a_group_that_can_be_chosen():
    from db.rules.findings import RULES
    from desktop.pages.doctor import GROUPS

    assert {known.id.partition("-")[0] for known in RULES} == set(GROUPS)
