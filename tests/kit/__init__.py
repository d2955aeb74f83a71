"""The reader's test kit: workbooks made by seed, second opinions, damage, attacks.

``workbooks`` makes valid packages together with what they hold; ``opinions`` and ``differences`` compare the reader
with openpyxl and calamine; ``damage`` breaks files; ``attacks`` builds the hostile ones; ``watch`` runs them all under
a watch. ``tests/exhaust.py`` is the command of the long runs.
"""
