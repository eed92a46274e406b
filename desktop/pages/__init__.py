"""The pages of the window, in the order of the bar. A new page is one module and one line here.

`page.py` says how to write one; `ledger_page.py` is the page every ledger gets for free.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from db.ledger_spec import LedgerSpec
from db.ledgers import LEDGERS
from desktop.pages.about import AboutPage
from desktop.pages.admissions import AdmissionsPage
from desktop.pages.backups_page import BackupsPage
from desktop.pages.birthdays import BirthdaysPage
from desktop.pages.conflicts_page import ConflictsPage
from desktop.pages.doctor import DoctorPage
from desktop.pages.dues_page import DuesPage
from desktop.pages.duties_page import DutiesPage
from desktop.pages.elections_page import ElectionsPage
from desktop.pages.importing_page import ImportPage
from desktop.pages.inspection import InspectionPage
from desktop.pages.keys_page import KeysPage
from desktop.pages.ledger_page import LedgerPage
from desktop.pages.life_pack_page import LifePackPage
from desktop.pages.meeting_editor import MeetingEditorPage
from desktop.pages.packages_page import PackagesPage
from desktop.pages.page import Page, PageContext
from desktop.pages.print_centre import PrintCentrePage
from desktop.pages.privacy_page import PrivacyPage
from desktop.pages.recycle_bin import RecycleBinPage
from desktop.pages.reporting_page import ReportingPage
from desktop.pages.roster import RosterPage
from desktop.pages.rules_page import RulesPage
from desktop.pages.scoring_page import ScoringPage
from desktop.pages.sealing_page import SealingPage
from desktop.pages.settings_page import SettingsPage
from desktop.pages.statistics_page import StatisticsPage
from desktop.pages.study_page import StudyPage
from desktop.pages.talks_page import TalksPage
from desktop.pages.today import TodayPage
from desktop.pages.township_branch import TownshipBranchPage
from desktop.pages.township_hand_down import TownshipHandDownPage
from desktop.pages.township_papers import TownshipPapersPage
from desktop.pages.township_progress import ONE_BRANCH, TownshipProgressPage
from desktop.pages.township_receive import TownshipReceivePage
from desktop.pages.township_settings import TownshipSettingsPage
from desktop.pages.township_statistics import TownshipStatisticsPage
from desktop.pages.trail_page import TrailPage


@dataclass(frozen=True, slots=True)
class PageSpec:
    """One page: `section` is its place in the bar (empty: reached only from other pages), `edits` the
    ledgers whose records it edits itself instead of the record dialog.
    """

    key: str
    title: str
    icon: str
    section: str
    build: Callable[[PageContext], Page]
    edits: tuple[str, ...] = ()


TODAY, MEMBERS, DUES, LIFE = "今天", "党员", "党费", "组织生活"
DEVELOPMENT = "发展党员"
RESPONSIBILITY, INSPECTION, SETTINGS = "责任与整改", "台账与迎检", "数据与设置"
STANDING, EXCHANGE, PAPERS = "汇总", "收发", "统计与通报"  # of a township
SECTION_OF_PLACE = {
    "members": MEMBERS,
    "development": DEVELOPMENT,
    "dues": DUES,
    "life": LIFE,
    "responsibility": RESPONSIBILITY,
    "inspection": INSPECTION,
    "settings": SETTINGS,
}
SECTION_ICONS = {
    TODAY: "home",
    MEMBERS: "person",
    DEVELOPMENT: "steps",
    DUES: "coin",
    LIFE: "flag",
    RESPONSIBILITY: "checklist",
    INSPECTION: "boxes",
    SETTINGS: "settings",
    STANDING: "home",
    EXCHANGE: "package",
    PAPERS: "document",
}


_OWN_PAGES = ("person", "admission")  # ledgers whose list is a page of its own
_MEETINGS = tuple(spec.key for spec in LEDGERS if spec.meeting)


def _ledger_page(spec: LedgerSpec, context: PageContext) -> Page:
    return LedgerPage(context, spec)


def _ledger_pages(section: str) -> Iterator[PageSpec]:
    for spec in LEDGERS:
        if SECTION_OF_PLACE[spec.place] == section and spec.key not in _OWN_PAGES:
            yield PageSpec(spec.key, spec.title, SECTION_ICONS[section], section, partial(_ledger_page, spec))


PAGES: tuple[PageSpec, ...] = (
    PageSpec("today", "今天", "home", TODAY, TodayPage),
    PageSpec("duties", "全年该办的事", "checklist", TODAY, DutiesPage),
    PageSpec("person", "党员名册", "person", MEMBERS, RosterPage),
    PageSpec("birthdays", "生日与政治生日", "cake", MEMBERS, BirthdaysPage),
    PageSpec("study_hours", "学时", "lecture", MEMBERS, StudyPage),
    *_ledger_pages(MEMBERS),
    PageSpec("admission", "发展党员", "steps", DEVELOPMENT, AdmissionsPage),
    PageSpec("dues", "党费收缴", "coin", DUES, DuesPage),
    *_ledger_pages(DUES),
    *_ledger_pages(LIFE),
    PageSpec("talks", "谈话对照表", "talk", LIFE, TalksPage),
    PageSpec("life_pack", "组织生活会材料", "flag", LIFE, LifePackPage),
    PageSpec("meeting", "记会议", "meeting", "", MeetingEditorPage, edits=_MEETINGS),
    PageSpec("elections", "换届一览", "checklist", RESPONSIBILITY, ElectionsPage),
    *_ledger_pages(RESPONSIBILITY),
    PageSpec("inspection", "迎检资料", "boxes", INSPECTION, InspectionPage),
    PageSpec("scoring", "自评打分", "checklist", INSPECTION, ScoringPage),
    *_ledger_pages(INSPECTION),
    PageSpec("doctor", "体检", "shield", INSPECTION, DoctorPage),
    PageSpec("print_centre", "打印中心", "print", INSPECTION, PrintCentrePage),
    PageSpec("statistics", "党内统计", "people", INSPECTION, StatisticsPage),
    PageSpec("sealing", "封存年度", "lock", INSPECTION, SealingPage),
    PageSpec("packages", "数据包", "package", SETTINGS, PackagesPage),
    PageSpec("reporting", "上报与下发", "export", SETTINGS, ReportingPage),
    PageSpec("conflicts", "待处理的冲突", "checklist", "", ConflictsPage),
    PageSpec("settings", "设置", "settings", SETTINGS, SettingsPage),
    PageSpec("backups", "备份", "shield", SETTINGS, BackupsPage),
    PageSpec("import", "导入", "import", SETTINGS, ImportPage),
    *_ledger_pages(SETTINGS),
    PageSpec("rules", "规则库", "info", SETTINGS, RulesPage),
    PageSpec("recycle_bin", "回收站", "bin", SETTINGS, RecycleBinPage),
    PageSpec("keys", "口令与恢复表", "key", SETTINGS, KeysPage),
    PageSpec("privacy", "个人信息", "shield", SETTINGS, PrivacyPage),
    PageSpec("trail", "操作登记", "history", SETTINGS, TrailPage),
    PageSpec("about", "关于支部台账", "document", SETTINGS, AboutPage),
)

TOWNSHIP_PAGES: tuple[PageSpec, ...] = (
    PageSpec("township_progress", "进度", "home", STANDING, TownshipProgressPage),
    PageSpec(ONE_BRANCH, "各支部", "organization", STANDING, TownshipBranchPage, edits=(ONE_BRANCH,)),
    PageSpec("township_receive", "接收", "import", EXCHANGE, TownshipReceivePage),
    PageSpec("township_hand_down", "下发", "export", EXCHANGE, TownshipHandDownPage),
    PageSpec("township_statistics", "统计", "checklist", PAPERS, TownshipStatisticsPage),
    PageSpec("township_papers", "通报", "document", PAPERS, TownshipPapersPage),
    PageSpec("township_settings", "汇总设置", "settings", SETTINGS, TownshipSettingsPage),
    *(spec for spec in PAGES if spec.key in ("settings", "backups", "keys", "trail", "about")),
)


def pages_of(context: PageContext) -> tuple[PageSpec, ...]:
    """The pages of the window on this folder, in the order of the bar."""
    return TOWNSHIP_PAGES if context.is_township else PAGES
