"""Hash tables hold what was put into them and nothing else."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from screener.kernels.hashing import (
    FNV_PRIME,
    FNV_START,
    NO_HASH,
    contains,
    empty_table,
    extend_hash,
    group_by_hash,
    hash_bytes,
    insert,
    insert_strings,
    slot_of,
)
from screener.kernels.packed_strings import PackedStrings

WORDS = st.lists(st.text("abc", max_size=5), max_size=40, unique=True)
HASHES = st.integers(1, 2**64 - 1)


@given(st.binary(max_size=30), st.integers(0, 30))
def test_a_hash_may_be_computed_in_parts(data: bytes, cut: int) -> None:
    """FNV-1a, byte by byte; the hash of a whole is the hash of its end that begins with that of its head."""
    expected = int(FNV_START)
    for byte in data:
        expected = (expected ^ byte) * int(FNV_PRIME) % 2**64
    line, cut = np.frombuffer(data, np.uint8), min(cut, len(data))
    head = extend_hash(FNV_START, line, 0, cut)
    assert extend_hash(np.uint64(head), line, cut, len(data)) == expected
    assert hash_bytes(line, 0, len(data)) == expected | 1


@given(st.lists(HASHES, max_size=60), st.lists(HASHES, max_size=20))
def test_a_table_contains_what_was_inserted(present: list[int], others: list[int]) -> None:
    """However many hashes fall into one slot: a table of the least size is half full at most."""
    table = empty_table(len(present))
    for hashed in present:
        insert(np.uint64(hashed), table)
    assert all(contains(np.uint64(hashed), table) for hashed in present)
    assert [contains(np.uint64(hashed), table) for hashed in others] == [each in present for each in others]


@given(WORDS, WORDS)
def test_strings_are_found_by_their_hashes(words: list[str], others: list[str]) -> None:
    """All strings of a packed array, the empty one too."""
    table = empty_table(len(words))
    insert_strings(PackedStrings.of(words).buffers, table)
    for word in {*words, *others}:
        data = np.frombuffer(word.encode(), np.uint8)
        assert contains(np.uint64(hash_bytes(data, 0, len(data))), table) == (word in words)


@given(st.lists(st.tuples(st.integers(0, 8), st.integers(0, 50))))
def test_ids_are_grouped_by_hash(pairs: list[tuple[int, int]]) -> None:
    """Each hash leads to its ids in their order; ids without a hash are left out."""
    hashes = np.array([hashed << 8 for hashed, _ in pairs], np.uint64)
    groups = group_by_hash(hashes, np.array([each for _, each in pairs], np.int32))
    for hashed in range(1, 10):
        slot = slot_of(np.uint64(hashed << 8), groups.table)
        found = groups.ids[groups.begins[slot] : groups.ends[slot]].tolist()
        assert found == [each for other, each in pairs if other == hashed]
        assert (groups.table[slot] == NO_HASH) == (not found)
