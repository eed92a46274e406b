"""谈心谈话对照表 on paper: who talked with whom in a year and when; never what was said."""

from collections.abc import Iterable, Iterator

from db.arithmetic.days import day_text
from db.reports.document import Block, Heading, Paragraph, ReportDocument, SignatureLine, Table, TableColumn
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, responsible_of
from db.rules.facts import Facts
from db.rules.library import basis
from db.rules.life.must_talk import occasions, talk_of
from db.rules.life.talk_matrix import (
    COMMITTEE,
    COMMITTEE_MEMBER,
    KIND_WORDS,
    MissingTalk,
    TalkMatrix,
    day_and_count,
    talk_matrix,
)
from db.rules.year_view import YearView

_LEGEND = "3-12：最近一次谈话的日子；×2：谈过两次；待：年内还没有谈；缺：全年没有谈；空白、不要求：没有谈过，也不必逐个谈。"


def build_talk_matrix(_source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The year's table: committee across, everybody down; then members among each other, what is missing, and events."""
    view = YearView(facts, year_of(options, facts))
    return ReportDocument(
        title=f"{view.year}年谈心谈话对照表",
        subtitle=f"截至{day_text(view.as_of.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=view.as_of.isoformat(),
        header=header_of(facts, view.year),
        form="sheet",
        blocks=tuple(_Sheet(view).blocks()),
    )


def _table(*titles: tuple[str, int], rows: Iterable[tuple[str, ...]]) -> Table:
    return Table(tuple(TableColumn(title, width) for title, width in titles), tuple(rows), size="small")


class _Sheet:
    """The table of one year, part by part."""

    def __init__(self, view: YearView) -> None:
        self.view = view
        self.matrix: TalkMatrix = talk_matrix(view)
        self._missing = {(each.first, each.second) for each in self.matrix.missing}
        self._lack = "缺" if view.today.year > view.year else "待"

    def blocks(self) -> Iterator[Block]:
        """What stands on the paper."""
        yield Heading("一、支委之间、支委与党员")
        columns = [TableColumn("序号", 2, "center"), TableColumn("姓名", 5)]
        columns += [TableColumn(self.view.name(uid), 4, "center") for uid in self.matrix.committee]
        rows = tuple(self._row(number, uid) for number, uid in enumerate(self.matrix.people, start=1))
        yield Table((*columns, TableColumn("支委谈过", 4, "center")), rows, size="small")
        yield Paragraph(_LEGEND, "note")
        yield Heading("二、党员之间")
        yield _table(("日期", 6), ("谈话双方", 18), rows=self._among())
        yield Heading("三、还没有谈的")
        yield from self._left()
        yield Paragraph(f"{basis('heart_talk', self.view.as_of).text}。党员之间不逐对要求。", "note")
        yield Heading("四、五必谈（本地要求）")
        titles = ("日期", 6), ("姓名", 5), ("事情", 8), ("谈话日期", 6), ("谈话人", 6)
        yield _table(*titles, rows=self._occasions())
        yield SignatureLine(("党支部书记（签名）", "填表人（签名）"))

    def _row(self, number: int, uid: str) -> tuple[str, ...]:
        cells = (self._cell(uid, seat) for seat in self.matrix.committee)
        return str(number), self.view.label_of(uid), *cells, self._reached(uid)

    def _cell(self, one: str, other: str) -> str:
        if one == other:
            return "—"
        talks = self.matrix.talks(one, other)
        if talks:
            return day_and_count(talks)
        return self._lack if {(one, other), (other, one)} & self._missing else ""

    def _reached(self, uid: str) -> str:
        if uid in self.matrix.committee:
            return ""
        if uid in self.matrix.reached:
            return "已谈"
        return "不要求" if uid in self.matrix.left_out else self._lack

    def _among(self) -> Iterator[tuple[str, ...]]:
        committee = set(self.matrix.committee)
        found = [
            (talk.held_on, talk.uid, "、".join(map(self.view.label_of, talk.people)))
            for pair, talks in self.matrix.between.items()
            if not pair & committee
            for talk in talks
        ]
        for held_on, _uid, names in sorted(found):
            yield day_text(held_on), names

    def _occasions(self) -> Iterator[tuple[str, ...]]:
        for each in occasions(self.view):
            if each.first > self.view.today:
                continue
            talk = talk_of(self.view, each)
            others = [uid for uid in talk.people if uid != each.person] if talk else []
            yield (
                day_text(each.on.isoformat()),
                self.view.label_of(each.person),
                each.words,
                day_text(talk.held_on) if talk else "",
                "、".join(map(self.view.label_of, others)),
            )

    def _left(self) -> Iterator[Block]:
        missing = self.matrix.missing
        if not self.matrix.is_asked:
            yield Paragraph("任职登记中没有支委，看不出谁该与谁谈。", "plain")
        elif not missing:
            yield Paragraph("没有。", "plain")
        for kind in (COMMITTEE, COMMITTEE_MEMBER):
            names = [self._words(each) for each in missing if each.kind == kind]
            if names:
                yield Paragraph("、".join(names), "plain", lead=f"{KIND_WORDS[kind]}：")

    def _words(self, missing: MissingTalk) -> str:
        names = (self.view.label_of(uid) for uid in (missing.first, missing.second) if uid)
        return "与".join(names)
