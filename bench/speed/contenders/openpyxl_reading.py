"""openpyxl merely reading a workbook, read-only, every cell touched and nothing kept or judged."""

from __future__ import annotations

import sys

import openpyxl


def main() -> None:
    """Read the workbook that the command line names and print how many cells hold something."""
    book = openpyxl.load_workbook(sys.argv[1], read_only=True)
    print(sum(cell.value is not None for sheet in book for row in sheet.iter_rows() for cell in row))


if __name__ == "__main__":
    main()
