"""What can be printed, as data.

PRINTS is the explicit list; nothing here knows paper sizes in points or any PDF library.
"""

from dataclasses import replace

from db.errors import NotFoundError
from db.reports.admission import (
    build_admission_ballot,
    build_admission_contents,
    build_admission_examination,
    build_admission_notice,
    build_admission_request,
    build_admission_talk,
)
from db.reports.admission_course import build_admission_course
from db.reports.admission_reminder import build_admission_reminder
from db.reports.appraisal import (
    build_appraisal_ballot,
    build_appraisal_feedback,
    build_appraisal_grades,
    build_appraisal_tally,
)
from db.reports.assessment_form import build_assessment_form
from db.reports.birthdays import build_month_strip, build_poster
from db.reports.commendation import build_commendation_list
from db.reports.committee import build_committee_table, build_term_table
from db.reports.document import ReportDocument, mask_document
from db.reports.dues import build_dues_notice, build_dues_receipts, build_dues_settling, build_dues_table
from db.reports.election import (
    build_election_ballot,
    build_election_candidates,
    build_election_report,
    build_election_tally,
)
from db.reports.election_papers import build_election_method, build_election_order, build_election_request
from db.reports.folder import InspectionFolder, build_folder
from db.reports.handing_on import build_handing_on
from db.reports.incident_notice import build_incident_notice
from db.reports.incident_plan import build_incident_plan
from db.reports.life_pack import build_life_criticism, build_life_opinions, build_rectification_list
from db.reports.lists import build_duties, build_findings, build_reminders
from db.reports.meetings_table import build_meetings_table
from db.reports.member_card import build_member_card
from db.reports.member_certificate import build_member_certificate
from db.reports.minutes import build_minutes
from db.reports.personal_fields import build_personal_fields
from db.reports.records import build_ledger_table, build_record_page
from db.reports.roster import build_roster
from db.reports.score_table import build_score_table
from db.reports.search_log import build_search_log
from db.reports.secretary_appraisal import (
    build_secretary_ballot,
    build_secretary_figures,
    build_secretary_notice,
    build_secretary_opinions,
    build_secretary_tally,
)
from db.reports.sign_in_sheet import build_sign_in_sheet
from db.reports.source import PrintKind, PrintOptions, ReportSource, check_options
from db.reports.statistics import build_statistics
from db.reports.study import build_certificates, build_study_card, build_study_table
from db.reports.talk_matrix import build_talk_matrix
from db.reports.trail_table import build_trail_table
from db.reports.transfer_letter import build_transfer_letter
from db.rules.facts import Facts

__all__ = ["PRINTS", "PrintKind", "PrintOptions", "ReportSource", "build_print", "print_kind"]

PRINTS: tuple[PrintKind, ...] = (
    PrintKind("inspection_folder", "迎检资料夹", build_folder, takes=("year", "box", "template", "spine")),
    PrintKind("minutes", "会议记录", build_minutes, needs=("ledger", "uid")),
    PrintKind("sign_in_sheet", "签到表", build_sign_in_sheet, needs=("ledger", "uid")),
    PrintKind("roster", "党员花名册", build_roster, takes=("year", "day", "paper", "full_numbers")),
    PrintKind("meetings_table", "组织生活一览表", build_meetings_table, takes=("year", "ledger")),
    PrintKind("birthday_poster", "三色生日表", build_poster, takes=("year", "paper")),
    PrintKind("month_strip", "本月生日与政治生日", build_month_strip, takes=("year", "month")),
    PrintKind("reminders_list", "近期提醒事项", build_reminders),
    PrintKind("findings_list", "自查问题清单", build_findings, takes=("year",)),
    PrintKind("duties_table", "应办事项与完成情况", build_duties, takes=("year",)),
    PrintKind("score_table", "自评评分表", build_score_table, takes=("year", "rubric")),
    PrintKind("talk_matrix", "谈心谈话对照表", build_talk_matrix, takes=("year",)),
    PrintKind("dues_settling", "党费核定表", build_dues_settling, takes=("year",)),
    PrintKind("dues_receipts", "党费收据", build_dues_receipts, takes=("year", "month", "uid")),
    PrintKind("dues_notice", "党费收缴情况公示", build_dues_notice, takes=("year", "month")),
    PrintKind("dues_table", "党费收缴一览表", build_dues_table, takes=("year",), lists="dues_payment"),
    PrintKind(
        "member_card", "党员信息卡", build_member_card, needs=("uid",), takes=("day",), ledger="person"
    ),
    PrintKind("study_card", "学时登记表", build_study_card, takes=("year", "uid"), ledger="person"),
    PrintKind("study_table", "学时汇总表", build_study_table, takes=("year",), lists="study"),
    PrintKind("study_certificates", "培训证书登记表", build_certificates, takes=("year",)),
    PrintKind("commendation_list", "表彰奖励登记表", build_commendation_list, takes=("year",)),
    PrintKind(
        "transfer_letter",
        "组织关系介绍信",
        build_transfer_letter,
        needs=("uid",),
        takes=("full_numbers",),
        ledger="transfer",
    ),
    PrintKind(
        "member_certificate", "党员证明信", build_member_certificate, needs=("uid",), ledger="mobile_member"
    ),
    PrintKind("search_log", "五找一请查找记录", build_search_log, needs=("uid",), ledger="out_of_contact"),
    PrintKind(
        "admission_contents", "发展党员卷内目录", build_admission_contents, needs=("uid",), ledger="admission"
    ),
    PrintKind(
        "admission_course", "发展党员全程纪实表", build_admission_course, needs=("uid",), ledger="admission"
    ),
    PrintKind(
        "admission_examination",
        "教育考察登记表",
        build_admission_examination,
        needs=("uid",),
        ledger="admission",
    ),
    PrintKind("admission_notice", "发展党员公示", build_admission_notice, needs=("uid",), ledger="admission"),
    PrintKind(
        "admission_ballot", "发展党员票决单", build_admission_ballot, needs=("uid",), ledger="admission"
    ),
    PrintKind(
        "admission_request", "发展党员请示", build_admission_request, needs=("uid",), ledger="admission"
    ),
    PrintKind("admission_talk", "发展党员谈话记录", build_admission_talk, needs=("uid",), ledger="admission"),
    PrintKind(
        "admission_reminder", "预备党员转正提醒", build_admission_reminder, needs=("uid",), ledger="admission"
    ),
    PrintKind("committee_table", "支委情况台账", build_committee_table, takes=("year", "day")),
    PrintKind("term_table", "换届提醒台账", build_term_table),
    PrintKind("election_request", "换届选举请示", build_election_request, needs=("uid",), ledger="election"),
    PrintKind(
        "election_candidates", "候选人名单", build_election_candidates, needs=("uid",), ledger="election"
    ),
    PrintKind("election_method", "选举办法", build_election_method, needs=("uid",), ledger="election"),
    PrintKind("election_order", "选举主持程序", build_election_order, needs=("uid",), ledger="election"),
    PrintKind("election_ballot", "选票", build_election_ballot, needs=("uid",), ledger="election"),
    PrintKind("election_tally", "计票单", build_election_tally, needs=("uid",), ledger="election"),
    PrintKind("election_report", "选举结果报告", build_election_report, needs=("uid",), ledger="election"),
    PrintKind("appraisal_ballot", "民主测评票", build_appraisal_ballot, needs=("uid",), ledger="appraisal"),
    PrintKind(
        "appraisal_tally",
        "测评汇总表",
        build_appraisal_tally,
        needs=("uid",),
        ledger="appraisal",
        lists="appraisal",
    ),
    PrintKind(
        "appraisal_grades", "评议等次一览（公示）", build_appraisal_grades, needs=("uid",), ledger="appraisal"
    ),
    PrintKind(
        "appraisal_feedback", "评议结果反馈单", build_appraisal_feedback, needs=("uid",), ledger="appraisal"
    ),
    PrintKind("life_opinions", "征求意见汇总表", build_life_opinions, needs=("uid",), ledger="life_meeting"),
    PrintKind(
        "life_criticism", "批评与自我批评记录", build_life_criticism, needs=("uid",), ledger="life_meeting"
    ),
    PrintKind(
        "rectification_list", "整改清单", build_rectification_list, takes=("year",), lists="rectification"
    ),
    PrintKind(
        "secretary_notice",
        "述职评议通知",
        build_secretary_notice,
        needs=("uid",),
        ledger="secretary_appraisal",
    ),
    PrintKind(
        "secretary_opinions",
        "述职评议征求意见表",
        build_secretary_opinions,
        needs=("uid",),
        ledger="secretary_appraisal",
    ),
    PrintKind(
        "secretary_ballot",
        "述职评议测评票",
        build_secretary_ballot,
        needs=("uid",),
        ledger="secretary_appraisal",
    ),
    PrintKind(
        "secretary_tally",
        "述职评议汇总表",
        build_secretary_tally,
        needs=("uid",),
        ledger="secretary_appraisal",
    ),
    PrintKind("secretary_figures", "述职数据页", build_secretary_figures, takes=("year",)),
    PrintKind("record_page", "记录页", build_record_page, needs=("ledger", "uid")),
    PrintKind("ledger_table", "台账一览表", build_ledger_table, needs=("ledger",), takes=("year",)),
    PrintKind("statistics", "党内统计表", build_statistics, takes=("year", "day")),
    PrintKind("trail_table", "操作登记表", build_trail_table, takes=("year",)),
    PrintKind("personal_fields", "个人信息清单", build_personal_fields),
    PrintKind("handing_on", "个人信息提供登记表", build_handing_on, takes=("year",)),
    PrintKind("incident_plan", "个人信息安全事件处置单", build_incident_plan),
    PrintKind("incident_notice", "个人信息安全事件告知书", build_incident_notice),
    PrintKind("assessment_form", "个人信息保护影响评估表", build_assessment_form),
)
_BY_KEY = {kind.key: kind for kind in PRINTS}


def print_kind(key: str) -> PrintKind:
    """The kind with this key; NotFoundError names the ones there are."""
    try:
        return _BY_KEY[key]
    except KeyError:
        known = "、".join(f"{kind.key}（{kind.title}）" for kind in PRINTS)
        raise NotFoundError(f"没有名为“{key}”的打印内容", f"可打印：{known}") from None


def build_print(
    kind: PrintKind, source: ReportSource, facts: Facts, options: PrintOptions
) -> ReportDocument | InspectionFolder:
    """The content of one print, masked unless the kind says otherwise; LedgerError where an option is
    missing.
    """
    options = replace(options, ledger=kind.ledger or options.ledger)
    check_options(kind, options)
    built = kind.build(source, facts, options)
    if isinstance(built, InspectionFolder):
        return built  # masked document by document
    is_full = kind.full_numbers or bool(options.full_for)
    return replace(built, masked=False) if is_full else mask_document(built)
