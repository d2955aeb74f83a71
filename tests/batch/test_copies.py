"""A list of files is kept as one text and numbers, and gives back what was put in."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from pxgov_check.batch.copies import Sources
from pxgov_check.batch.plan import Source

# What a system gives as a name, bytes that are no UTF-8 included.
NAMES = st.text(st.characters(), min_size=1, max_size=12)
DIGESTS = st.just(b"") | st.binary(min_size=32, max_size=32).filter(any)


@given(st.lists(st.builds(Source, NAMES, st.lists(NAMES, max_size=3).map(tuple), DIGESTS), max_size=6), st.data())
def test_files_come_back_with_their_copies_and_digests(files: list[Source], data: st.DataObject) -> None:
    """One by one, in slices and in order, whatever their names."""
    kept = Sources(files)
    assert (len(kept), list(kept)) == (len(files), files)
    part = data.draw(st.slices(len(files)))
    assert kept[part] == files[part]
