"""The returned workbook (退回单): the sender's own file with its problems marked, every other part byte for byte.

``workbook.py`` leads; ``archive``, ``markup``, ``relations`` and ``content_types`` change a package without taking it
apart; ``sheet_marks``, ``comments``, ``notes_vml`` and ``stylesheet`` mark the cells; ``listing`` and ``list_sheet``
make the sheet 问题清单; ``book`` puts it first.
"""
