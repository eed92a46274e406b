"""Pages as images, and what a printer is handed."""

import os

import pytest
from pypdf import PdfReader

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from db.errors import LedgerError
from db.reports.document import Paragraph, ReportDocument
from desktop.printing.pdf import render_bytes
from desktop.printing.preview import page_sizes, render_page
from desktop.printing.print_dialog import print_pdf, send_to_printer


@pytest.fixture
def pdf(make_document):
    return render_bytes(make_document(paragraphs=20))[0]


@pytest.fixture
def printer(qapp, tmp_path):
    made = QPrinter(QPrinter.PrinterMode.HighResolution)
    made.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    made.setOutputFileName(str(tmp_path / "out.pdf"))
    return made


def test_a_page_becomes_an_image_of_its_size_with_ink_on_white(pdf):
    image = render_page(pdf, 0, 72)
    assert (image.width, image.height) == (596, 842)
    assert len(image.rgb) == 3 * image.width * image.height
    assert image.rgb[:3] == b"\xff\xff\xff"
    assert min(image.rgb) < 60


def test_a_page_that_is_not_there_is_an_index_error(pdf):
    with pytest.raises(IndexError):
        render_page(pdf, 99, 72)


def test_sizes_tell_landscape_from_portrait():
    pdf = render_bytes(ReportDocument("表", (Paragraph("字"),), landscape=True, form="sheet"))[0]
    ((width, height),) = page_sizes(pdf)
    assert width > height


def test_every_page_is_handed_to_the_printer_in_order(pdf, printer, tmp_path):
    asked = []

    def progress(done, total):
        asked.append((done, total))
        return True

    outcome = send_to_printer(pdf, printer, progress)
    count = len(page_sizes(pdf))
    assert outcome.sheets == count
    assert asked == [(number, count) for number in range(count)]
    assert len(PdfReader(tmp_path / "out.pdf").pages) == count


def test_only_the_chosen_pages_are_printed(pdf, printer, tmp_path):
    printer.setFromTo(2, 3)
    assert send_to_printer(pdf, printer).sheets == 2
    assert len(PdfReader(tmp_path / "out.pdf").pages) == 2


def test_a_landscape_page_is_printed_on_landscape_paper(printer, tmp_path):
    pdf = render_bytes(ReportDocument("表", (Paragraph("字"),), landscape=True, form="sheet"))[0]
    send_to_printer(pdf, printer)
    box = PdfReader(tmp_path / "out.pdf").pages[0].mediabox
    assert box.width > box.height


def test_a_stopped_print_says_how_many_pages_had_gone(pdf, printer):
    outcome = send_to_printer(pdf, printer, lambda done, _total: done < 1)
    assert (outcome.sheets, outcome.cancelled) == (1, True)
    assert "已送出的1页" in outcome.sentence


def test_a_machine_without_a_printer_is_told_to_save_instead(pdf, qapp, monkeypatch):
    monkeypatch.setattr(QPrinterInfo, "availablePrinterNames", staticmethod(list))
    with pytest.raises(LedgerError) as refused:
        print_pdf(pdf, "标题")
    assert refused.value.code == "no_printer"
