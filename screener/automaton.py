"""The Aho-Corasick automaton: folded text -> hits. The only file that knows pyahocorasick."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence

import ahocorasick


class Automaton:
    """Finds every listed name in a text, at word boundaries, in any order of its words, in one pass over many texts.

    A pattern is a folded name. It is held once as it is and once with its words sorted; each text is read as it is and
    with its words sorted, so a name whose words all stand together in either reading is a hit. Hits are candidates:
    they are verified before anything is decided.
    """

    __slots__ = ("_automaton", "patterns")

    def __init__(self, names: Iterable[tuple[str, int]]) -> None:
        """Build from (folded name, number of its entry) pairs; entries of one name share a pattern."""
        entries: dict[str, list[int]] = {}
        for name, entry in names:
            for form in {name, in_order(name)} - {""}:
                entries.setdefault(f" {form} ", []).append(entry)
        self._automaton = ahocorasick.Automaton()
        for pattern, numbers in entries.items():
            self._automaton.add_word(pattern, tuple(numbers))
        if entries:
            self._automaton.make_automaton()
        self.patterns = len(entries)

    @property
    def size(self) -> int:
        """Bytes that the automaton occupies."""
        return int(self._automaton.get_stats()["total_size"]) if self.patterns else 0

    def hits(self, texts: Sequence[str]) -> Iterator[tuple[int, int]]:
        """Yield (number of the text, number of the entry) for each hit in the folded `texts`; a pair may come twice."""
        if not self.patterns or not texts:
            return
        starts: list[int] = []
        owners: list[int] = []
        pieces: list[str] = []
        position = 0
        for number, text in enumerate(texts):
            for form in _readings(text):
                piece = f" {form} \n"
                pieces.append(piece)
                starts.append(position)
                owners.append(number)
                position += len(piece)
        for end, entries in self._automaton.iter("".join(pieces)):
            owner = owners[bisect_right(starts, end) - 1]
            for entry in entries:
                yield owner, entry


def in_order(folded: str) -> str:
    """The words of a folded name, sorted: equal for two names that differ only in the order of their words."""
    return " ".join(sorted(folded.split()))


def _readings(text: str) -> tuple[str, ...]:
    ordered = in_order(text)
    return (text,) if ordered == text else (text, ordered)
