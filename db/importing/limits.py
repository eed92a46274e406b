"""What a spreadsheet may cost before it is refused: one table of constants (requirement R36, design 4.6).

Nothing here reads a file.
"""

FILE_BYTES = 20 * 1024 * 1024
ZIP_ENTRIES = 200
ZIP_UNPACKED_BYTES = 200 * 1024 * 1024
ZIP_RATIO = 100
ZIP_RATIO_FLOOR_BYTES = 10 * 1024 * 1024  # below this a high ratio is only a tidy small file, never a bomb
ROWS = 20_000  # that hold something, over all sheets
COLUMNS = 200
CELL_CHARACTERS = 32_767  # what Excel itself allows
SCANNED_ROWS = 1_048_576  # a sheet of xlsx has no more; rows beyond are not looked at
PARSER_BYTES = 512 * 1024 * 1024
PARSER_SECONDS = 60
CONTROL_CHARACTERS_PERMILLE = 10  # a text file with more of them is no text file
