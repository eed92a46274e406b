"""Names of batches."""

from db.ledgers import by_key
from db.services.batches import new_batch
from db.services.branch import Branch
from db.services.reading import sql_table
from tests.support.branches import full_member


def test_batches_are_counted_from_one(branch: Branch) -> None:
    assert new_batch(branch) == "20260701-001"


def test_a_number_whose_line_in_the_register_is_lost_is_not_given_again(branch: Branch) -> None:
    full_member(branch, "曾淑")
    with branch.change_set("导入", "20260630-007"):  # the journal alone knows it, as after a salvage
        branch.database.connection.execute(sql_table(by_key("person").record).update().values(name="曾叔"))
    assert new_batch(branch) == "20260701-008"
