"""The list that goes with a handover counts what the package holds, and is signed by three people."""

from db.exchange.container import file_digest
from db.exchange.inviting import invite
from db.reports.document import Fields, SignatureLine, Table
from db.reports.handover import handover_page
from db.services.branch import Branch
from db.services.saving import remove
from tests.support.branches import full_member, save_new


def test_the_list_counts_live_records_and_names_nobody(branch: Branch, tmp_path) -> None:
    full_member(branch, "曾淑")
    full_member(branch, "李想")
    paper = save_new(branch, "document", title="通知", kind="received")
    remove(branch, next(spec for spec in branch.ledgers if spec.key == "document"), [paper])
    sent = invite(branch, tmp_path, "handover").sent
    page = handover_page(branch, sent)
    counted = next(block for block in page.blocks if isinstance(block, Table))
    counts = {row[0]: row[1] for row in counted.rows}
    assert counts["党员名册"] == "2"
    assert "文件材料" not in counts
    assert "曾淑" not in str(page)
    fields = next(block for block in page.blocks if isinstance(block, Fields))
    texts = [field.value for row in fields.rows for field in row]
    assert file_digest(sent.file)[1][:32] in texts
    assert sent.file.name in texts
    assert sum(isinstance(block, SignatureLine) for block in page.blocks) == 3
