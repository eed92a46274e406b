"""What earlier releases left behind, kept for ever: the newest program must open it and take it in (requirement R17)."""
