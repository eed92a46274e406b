"""The demonstration branches: two invented ones, a village's and an office's, made from `resources/demo`.

They are ordinary branches in folders of their own; nothing here may touch a branch that people work with.
"""

from db.demonstration.making import DEMO_PASSPHRASE, make_demonstration
from db.demonstration.script import DemonstrationKind

__all__ = ["DEMO_PASSPHRASE", "DemonstrationKind", "make_demonstration"]
