"""Most people join on 1 July: a crowded day must neither lose a name nor stop the print."""

from io import BytesIO

import pypdf

from db.reports.document import LegendEntry, MonthCalendar, Occasion, ReportDocument
from desktop.printing.pdf import render_bytes


def month_of(count: int) -> ReportDocument:
    people = tuple(Occasion(1, "political_birthday", f"党员{number:03d}", "30年") for number in range(count))
    legend = (LegendEntry("political_birthday", "★", "政治生日", count),)
    calendar = MonthCalendar(year=2026, month=7, occasions=people, legend=legend)
    return ReportDocument(title="2026年7月", blocks=(calendar,), landscape=True, form="poster")


def test_every_name_of_a_crowded_day_is_printed() -> None:
    for count in (5, 12, 40, 150):
        content, _ = render_bytes(month_of(count))
        text = "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages)
        missing = [number for number in range(count) if f"党员{number:03d}" not in text.replace("\n", "")]
        assert missing == []
