"""自评评分表: a scoring table held against the year: points, why some were lost, and where the proofs are.

Alone it names the proofs; in an inspection folder it gives the box and the page on which each of them lies.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from db.arithmetic.days import day_text
from db.arithmetic.rubric import points_text
from db.reports.document import (
    Block,
    Heading,
    Paragraph,
    Place,
    Record,
    ReportDocument,
    SignatureLine,
    Table,
    TableColumn,
)
from db.reports.source import PrintOptions, ReportSource, year_of
from db.reports.wording import header_of, numeral, responsible_of
from db.rules.facts import Facts
from db.rules.scoring import ItemScore, ScoreTable, reported_rubric, rubric_named, score
from db.rules.scoring.presenting import fault_lines, head_line, proofs_text, state_text, worth_text

MOST_FAULTS, MOST_PLACES = 5, 12
_COLUMNS = (
    TableColumn("序号", 2, "center"),
    TableColumn("评分内容", 9),
    TableColumn("分值", 3.2, "center"),
    TableColumn("得分", 2.2, "right"),
    TableColumn("情况", 4, "center"),
    TableColumn("扣分原因、待办", 14),
    TableColumn("佐证", 9),
)
_LEGEND = "佐证栏的①②……是盒号，页是该盒内的页号。"


def build_score_table(source: ReportSource, facts: Facts, options: PrintOptions) -> ReportDocument:
    """The table of a year: the one chosen, else the one that is reported."""
    year = year_of(options, facts)
    chosen = options.rubric
    rubric = rubric_named(source, chosen, year) if chosen else reported_rubric(source, year)
    sheet = _Sheet(score(facts, rubric, year, source.rows))
    document = ReportDocument(
        title=f"{rubric.title}自评",
        subtitle=f"{year}年度，截至{day_text(facts.today.isoformat())}",
        responsible=responsible_of(facts),
        dated_on=facts.today.isoformat(),
        header=header_of(facts, year),
        form="sheet",
        blocks=tuple(sheet.blocks()),
        about=(("rubric", rubric.key),) if rubric.is_record else (),
    )
    return replace(document, located=lambda places: replace(document, blocks=tuple(sheet.blocks(places))))


@dataclass(frozen=True)
class _Sheet:
    """What stands on the paper."""

    found: ScoreTable

    def blocks(self, places: Mapping[Record, Place] | None = None) -> Iterator[Block]:
        """Group by group; proofs by name, or by their places in a folder."""
        found = self.found
        yield Paragraph(f"{head_line(found)}。{found.rubric.note and f'{found.rubric.note}。'}", "plain")
        for number, (title, lines) in enumerate(found.groups(), start=1):
            if title:
                yield Heading(
                    f"{numeral(number)}、{title}（得{points_text(sum(each.score for each in lines))}分）", 2
                )
            yield Table(_COLUMNS, tuple(_row(each, places) for each in lines), size="small")
        if places:
            yield Paragraph(_LEGEND, "note")
        for label in ("党支部书记（签名）", "自评人（签名）"):
            yield SignatureLine((label,), dated=True)


def _row(each: ItemScore, places: Mapping[Record, Place] | None) -> tuple[str, ...]:
    told = list(fault_lines(each))
    if len(told) > MOST_FAULTS:
        told = [*told[: MOST_FAULTS - 1], f"等共{len(told)}处"]
    proofs = proofs_text(each) if places is None else _places_text(each, places)
    return (
        each.item.number,
        each.item.title,
        worth_text(each),
        points_text(each.score),
        state_text(each),
        "；".join(told),
        proofs,
    )


def _places_text(each: ItemScore, places: Mapping[Record, Place]) -> str:
    """④第1、5、9页；⑤第3件: by box, in the order of the boxes; proofs that lie in no box are named."""
    looked_for = [
        places.get((proof.ledger, proof.uid), places.get((proof.ledger, ""))) for proof in each.proofs
    ]
    found = [place for place in looked_for if place is not None]
    told = []
    for box in dict.fromkeys(place.box for place in places.values()):
        here = [place for place in found if place.box == box]
        pages = sorted({place.page for place in here if place.page is not None})
        pieces = sorted({place.piece for place in here if place.page is None})
        told += [
            f"{box}第{_numbers(numbers)}{unit}"
            for numbers, unit in ((pages, "页"), (pieces, "件"))
            if numbers
        ]
    return "；".join(told) or proofs_text(each)


def _numbers(numbers: list[int]) -> str:
    more = "等" if len(numbers) > MOST_PLACES else ""
    return "、".join(str(number) for number in numbers[:MOST_PLACES]) + more
