"""Measurements, printed as ratios within one run: `python3 run.py bench`. Nothing here is asserted as a time."""
