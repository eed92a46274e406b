"""Every limit on what comes from outside: one table, each with its reason (requirement R36, design 4.6).

Only numbers; nothing here reads a file. A reader refuses what is beyond its limit with one plain sentence before it
spends the memory or the time. Sizes are bytes unless the name says otherwise.
"""

from typing import Final

KIB: Final = 1024
MIB: Final = 1024 * KIB
GIB: Final = 1024 * MIB

# --- spreadsheets (xlsx, xls, et, csv) ------------------------------------------------------------------------
FILE_BYTES: Final = 20 * MIB
"""A spreadsheet as it lies on the disk: a roster of 5,000 people takes less than 1 MiB; pictures make the rest."""
ZIP_ENTRIES: Final = 200
"""Parts of an xlsx: an ordinary workbook has some twenty."""
ZIP_UNPACKED_BYTES: Final = 200 * MIB
"""Sum of what the zip's central directory says the parts unpack to."""
ZIP_RATIO: Final = 100
"""How many times larger than the file the parts may be: honest XML packs some ten to thirty times."""
ZIP_RATIO_FLOOR_BYTES: Final = 10 * MIB
"""Below this a high ratio is only a tidy small file, never a bomb."""
ROWS: Final = 20_000
"""Rows that hold something, over all sheets: four times the largest roster we plan for."""
COLUMNS: Final = 200
"""Columns up to the last filled one: the widest forms seen have some sixty."""
CELL_CHARACTERS: Final = 32_767
"""Characters of one cell: what Excel itself allows. With `COLUMNS` it bounds a line of a text file, too."""
SCANNED_ROWS: Final = 1_048_576
"""A sheet of xlsx has no more; rows beyond are not looked at."""
CONTROL_CHARACTERS_PERMILLE: Final = 10
"""A text file with more of them is no text file."""
PARSER_BYTES: Final = 512 * MIB
"""Memory of the process that parses a spreadsheet (where the system can hold it to that)."""
PARSER_SECONDS: Final = 60
"""Time of that process: 20,000 rows take some two seconds."""

# --- what is typed ---------------------------------------------------------------------------------------------
EARLIEST_YEAR: Final = 1850
"""First year of a day that is stored: the oldest document a branch can own."""
LATEST_YEAR: Final = 2100
"""Last year of one: the lunar tables end there, and terms, probations and reminders are counted onwards from it."""

# --- papers and photos ----------------------------------------------------------------------------------------
ATTACHMENT_BYTES: Final = 50 * MIB
"""One attached file, here and in a package: it is encrypted in memory, and must fit on a stick many times."""
PICTURE_PIXELS: Final = 50_000_000
"""Width times height before a picture is decoded: 150 MB of memory; telephones make 12 to 48 million."""
PICTURE_SIDE_PIXELS: Final = 2000
"""The longer side of a photo as it is kept: sharp on A4, some 400 KB."""

# --- the journal ----------------------------------------------------------------------------------------------
ROW_CHARACTERS: Final = 4_000_000
"""Cells of one row in a change, as JSON text."""
TRANSACTION_CHARACTERS: Final = 64 * MIB
"""One transaction in its text form; a roster of 5,000 people takes some 4 million."""
ACTOR_CHARACTERS: Final = 200
"""Name of the person who did something."""
NOTE_CHARACTERS: Final = 2_000
"""What a change set was, in the history."""

# --- key slots ------------------------------------------------------------------------------------------------
KEY_SLOTS_BYTES: Final = 64 * KIB
"""The key slot file: one slot takes some 400 bytes, and a branch has a handful."""
KEY_SLOTS: Final = 32
"""Ways into one branch: each wrong passphrase tries all of them, at half a second apiece."""
DERIVATION: Final = {"memory_kib": 1024 * KIB, "iterations": 64, "lanes": 64}
"""Argon2id at most: beyond this a file is spoiled, not strong."""
DERIVATION_WORK_KIB: Final = 8 * GIB // KIB
"""Memory times iterations at most: the strongest slot we make takes a second; eight times that is not waited for."""

# --- packages of the exchange ---------------------------------------------------------------------------------
PACKAGE_VOLUME_BYTES: Final = GIB
"""One volume of a package: FAT32 ends at 4 GiB, old office PCs have 4 GB of memory."""
PACKAGE_VOLUMES: Final = 64
"""Volumes of one package: ten years of scans take one."""
PACKAGE_ENTRIES: Final = 20_000
"""Entries of one volume: one for each attached file, and three more."""
PACKAGE_UNPACKED_BYTES: Final = 4 * GIB
"""Sum of what the entries of one volume are said to be."""
PACKAGE_MANIFEST_BYTES: Final = 16 * MIB
"""The manifest: 20,000 entries of some 200 bytes come to a quarter of it."""
PACKAGE_TRANSACTIONS_BYTES: Final = 512 * MIB
"""Transactions once unpacked: ten years of a large branch take some 60 MiB."""

# --- files that a township hands down, or a person changes ----------------------------------------------------
RESOURCE_BYTES: Final = MIB
"""A scoring table, a box layout or a text template: ours take some 20 KiB."""
LAYOUT_BOXES: Final = 40
"""Boxes of a layout that was handed down: ours have twelve."""
LAYOUT_ITEMS: Final = 60
"""Sorts of paper in one of them: ours have ten."""
LAYOUT_CHARACTERS: Final = 100
"""One text of such a layout, which must fit on the face of a box."""
RUBRIC_ITEMS: Final = 300
"""Lines of a scoring table from outside: a township's have thirty to a hundred."""
RUBRIC_CHARACTERS: Final = 2_000
"""One text of such a table: how points are taken off is often told at length."""
ITEM_CHARACTERS: Final = 20_000
"""Text of one notice that is handed down: some thirty pages."""
HANDED_ITEMS: Final = 500
"""Notices, tables and templates in one hand-down: a township has some dozens in force."""

# --- roll-ups to the township ---------------------------------------------------------------------------------
ROLL_UP_BYTES: Final = 20 * MIB
"""One roll-up as it lies on the stick: a branch of 60 members takes some 10 KiB."""
ROLL_UP_UNPACKED_BYTES: Final = 64 * MIB
"""Its content once unpacked: 20,000 rows of each list stay below."""
ROLL_UP_ROWS: Final = 20_000
"""Rows of one list in a roll-up: four times the largest roster we plan for, a decade of meetings."""
ROLL_UP_CHARACTERS: Final = 400
"""One text in a roll-up: names and titles, no minutes."""
