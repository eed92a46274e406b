"""The parts from which pages and dialogs are built. They emit signals and know no ledger, no branch and no page."""
