"""The Aho-Corasick automaton: folded texts -> hits. Its letters are whole words: a name begins and ends where a word does."""

import numpy as np
from numpy.typing import NDArray

from screener.kernels.compilation import compiled
from screener.kernels.packed_strings import BitMasks, Bytes, Ids, Offsets, PackedStrings
from screener.search.result_pages import all_pages

ROOM = 1.6
"""Places of the table of edges for each edge."""

_SPACE = ord(" ")
_NONE, _ONE = np.uint64(0), np.uint64(1)
_FNV, _PRIME = np.uint64(0xCBF29CE484222325), np.uint64(0x100000001B3)
_MIX, _HALF = np.uint64(0x9E3779B97F4A7C15), np.uint64(32)


class Automaton:
    """Finds every listed name in a text, at word boundaries, in one pass.

    A name is a path from the state 0, each word of it an edge; the edges of all states stand in one open table, under a number
    made of the state and the word that hardly any other edge has. `fails[s]` is the state of the longest ending of the path to
    `s` that begins a name too, `shorter[s]` the next one along these that is a name, 0 where there is none. Hits are candidates:
    they are verified before anything is decided. Names whose words stand in another order are found beside the automaton, and
    only where the whole text is the name.
    """

    __slots__ = (
        "_edges",
        "_entries",
        "_fails",
        "_first",
        "_of_same_words",
        "_same_words",
        "_shorter",
        "_targets",
        "patterns",
    )

    def __init__(self, names: PackedStrings, whole: NDArray[np.bool_] | None = None) -> None:
        """Build from folded names, each the name of the entry of its number; entries of one name share a pattern.

        The entries in `whole` are hit only where they are the whole text, in whatever order of words.
        """
        words = len(names) + int(np.count_nonzero(names.data == _SPACE))
        room = int(ROOM * words) + 1
        self._edges, self._targets = np.zeros(room, np.uint64), np.zeros(room, np.int32)
        parents, depths = np.zeros(words + 1, np.int32), np.zeros(words + 1, np.int16)
        signs = np.zeros(words + 1, np.uint64)
        ends, same_words = np.zeros(len(names), np.int32), np.zeros(len(names), np.uint64)
        states = _grow(names.data, names.offsets, self._edges, self._targets, parents, depths, signs, ends, same_words)
        self.patterns = len(np.unique(ends))
        self._of_same_words = np.argsort(same_words, kind="stable").astype(np.int32)
        self._same_words = same_words[self._of_same_words]
        inside = np.flatnonzero(~whole) if whole is not None else np.arange(len(names))
        self._entries = inside[np.argsort(ends[inside], kind="stable")].astype(np.int32)
        many = np.bincount(ends[inside], minlength=states)
        self._first = np.concatenate([np.zeros(1, np.int32), np.cumsum(many, dtype=np.int32)])
        self._fails, self._shorter = np.zeros(states, np.int32), np.zeros(states, np.int32)
        order = np.argsort(depths[:states], kind="stable")
        _link(order, self._edges, self._targets, parents, signs, many > 0, self._fails, self._shorter)

    @property
    def size(self) -> int:
        """Bytes that it occupies."""
        return sum(getattr(self, name).nbytes for name in self.__slots__ if name != "patterns")

    def hits(self, texts: PackedStrings) -> Ids:
        """(number of the text, number of the entry) for each hit in folded texts, a row each; some rows more than once."""

        def search(text: int, found: Ids) -> tuple[int, int]:
            return _search(
                texts.data,
                texts.offsets,
                text,
                self._edges,
                self._targets,
                self._fails,
                self._shorter,
                self._first,
                self._entries,
                self._same_words,
                self._of_same_words,
                found,
            )

        return all_pages(search, len(texts))


@compiled
def _edge(state: np.int32, sign: np.uint64) -> np.uint64:
    mixed = (sign ^ (np.uint64(state) * _MIX)) * _PRIME
    return ((mixed ^ (mixed >> _HALF)) * _MIX) | _ONE


@compiled
def _place(edge: np.uint64, edges: BitMasks) -> int:
    """The place of an edge in the table, or where it would stand: nothing is there then."""
    at = np.int64(((edge >> _HALF) * np.uint64(len(edges))) >> _HALF)
    while edges[at] not in (_NONE, edge):
        at = np.int64((at + 1) % len(edges))
    return int(at)


@compiled
def _word(letters: Bytes, at: int, end: int) -> tuple[int, int, np.uint64]:
    """Where the next word begins and ends, from `at` on, and its sign; both are `end` where there is none."""
    while at < end and letters[at] == _SPACE:
        at += 1
    begin, sign = at, _FNV
    while at < end and letters[at] != _SPACE:
        sign = (sign ^ np.uint64(letters[at])) * _PRIME
        at += 1
    return begin, at, sign


@compiled
def _grow(
    letters: Bytes,
    begins: Offsets,
    edges: BitMasks,
    targets: Ids,
    parents: Ids,
    depths: NDArray[np.int16],
    signs: BitMasks,
    ends: Ids,
    same_words: BitMasks,
) -> int:
    """Enter every name; how many states there are. `ends` are the states of the names, `same_words` the sums of their words' signs."""
    states = 1
    for name in range(len(begins) - 1):
        state, depth, last = np.int32(0), 0, begins[name + 1]
        begin, end, sign = _word(letters, begins[name], last)
        while begin < end:
            same_words[name] += sign
            edge = _edge(state, sign)
            at = _place(edge, edges)
            depth += 1
            if edges[at] == _NONE:
                edges[at], targets[at] = edge, states
                parents[states], depths[states], signs[states] = state, depth, sign
                states += 1
            state = targets[at]
            begin, end, sign = _word(letters, end, last)
        ends[name] = state
    return states


@compiled
def _link(
    order: Offsets,
    edges: BitMasks,
    targets: Ids,
    parents: Ids,
    signs: BitMasks,
    is_name: NDArray[np.bool_],
    fails: Ids,
    shorter: Ids,
) -> None:
    """Fill `fails` and `shorter`; `order` names the states with fewer words first."""
    for number in range(1, len(order)):
        state = order[number]
        fail = parents[state]
        while fail != 0:
            fail = fails[fail]
            at = _place(_edge(fail, signs[state]), edges)
            if edges[at] != _NONE:
                fails[state] = targets[at]
                break
        shorter[state] = fails[state] if is_name[fails[state]] else shorter[fails[state]]


@compiled
def _search(
    letters: Bytes,
    begins: Offsets,
    from_text: int,
    edges: BitMasks,
    targets: Ids,
    fails: Ids,
    shorter: Ids,
    first: Ids,
    entries: Ids,
    same_words: BitMasks,
    of_same_words: Ids,
    found: Ids,
) -> tuple[int, int]:
    """Write (text, entry) to `found`, a row each; how many, and the text to go on with where `found` is full."""
    many = 0
    for text in range(from_text, len(begins) - 1):
        since, last = many, begins[text + 1]
        state, every = np.int32(0), _NONE
        begin, end, sign = _word(letters, begins[text], last)
        while begin < end:
            every += sign
            at = _place(_edge(state, sign), edges)
            while edges[at] == _NONE and state != 0:
                state = fails[state]
                at = _place(_edge(state, sign), edges)
            state = targets[at]  # 0 where there is no edge
            name = state if first[state] < first[state + 1] else shorter[state]
            while name != 0:
                for entry in range(first[name], first[name + 1]):
                    if many == len(found):
                        return since, text
                    found[many, 0], found[many, 1] = text, entries[entry]
                    many += 1
                name = shorter[name]
            begin, end, sign = _word(letters, end, last)
        same = np.searchsorted(same_words, every)
        while same < len(same_words) and same_words[same] == every and last > begins[text]:
            if many == len(found):
                return since, text
            found[many, 0], found[many, 1] = text, of_same_words[same]
            many += 1
            same += 1
    return many, len(begins) - 1
