"""Who may import whom: the contracts of `pyproject.toml`, and the registry of ledgers against its folder."""

from importlib import import_module
from pathlib import Path

from importlinter.cli import lint_imports

import db.ledgers
from db.ledgers import LEDGERS

ROOT = Path(__file__).parents[2]


def test_no_import_goes_upwards() -> None:
    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


def test_the_registry_holds_exactly_the_ledgers_of_the_folder() -> None:
    folder = Path(next(iter(db.ledgers.__path__)))
    kinds = {path.stem for path in folder.glob("*.py") if path.stem != "__init__"}
    assert {spec.key for spec in LEDGERS} == kinds
    for kind in kinds:
        assert import_module(f"db.ledgers.{kind}").SPEC in LEDGERS


def test_each_ledger_has_a_table_of_its_own_with_its_name() -> None:
    assert {str(spec.record.__tablename__) for spec in LEDGERS} == {spec.key for spec in LEDGERS}
    assert len({spec.title for spec in LEDGERS}) == len(LEDGERS)
