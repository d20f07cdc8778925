"""How similar two words are, by their letters, their sound or their consonants."""

from rapidfuzz.distance.OSA import distance

from screener.comparison.name_parts import Word
from screener.comparison.phonetic_form import consonants
from screener.kernels.distances import EDIT_BUDGET
from screener.names.distinctive_words import FREQUENT_IN_FIRM_NAMES
from screener.names.word_lists import ABBREVIATIONS

OTHER_INITIAL = 0.5
"""What a different first letter adds to the number of edits."""

PHONETIC_PENALTY = 0.4
"""What comparing phonetic forms instead of spellings adds to the number of edits."""

LEAST_SIMILARITY = 0.6
"""Below this, two words are different words."""

SAME_CONSONANTS = 0.85
"""Similarity of two words with the same consonants, if a script leaves out the vowels of one."""

LEAST_CONSONANTS = 2
LEAST_LETTERS_SAVED = 3
"""Letters that an abbreviation is shorter than its word, at least."""


def similarity(left: Word, right: Word) -> float:
    """How similar two words are, in [0, 1]: 1 minus the share of wrong letters in the longer word; 0.0 for different words."""
    longest = max(len(left.text), len(right.text))
    allowed = EDIT_BUDGET[longest] if longest < len(EDIT_BUDGET) else EDIT_BUDGET[-1]
    if left.is_number or right.is_number or not allowed:
        return 0.0
    edits: float = distance(left.text, right.text, score_cutoff=allowed)
    if edits > allowed:
        edits = float(longest)
    elif left.text[0] != right.text[0] and left.phonetic[0] != right.phonetic[0]:
        edits += OTHER_INITIAL
    if left.phonetic[0] == right.phonetic[0]:
        phonetic_edits = distance(left.phonetic, right.phonetic, score_cutoff=allowed) + PHONETIC_PENALTY
        edits = min(edits, phonetic_edits) if phonetic_edits <= allowed else edits
    found = 1 - edits / longest
    found = found if found >= LEAST_SIMILARITY else 0.0
    return max(found, _by_consonants(left, right)) if left.omits_vowels or right.omits_vowels else found


def _by_consonants(left: Word, right: Word) -> float:
    one, other = consonants(left.phonetic), consonants(right.phonetic)
    return SAME_CONSONANTS if one == other and len(one) >= LEAST_CONSONANTS else 0.0


def is_abbreviation(short: str, long: str) -> bool:
    """Whether `short` is a known abbreviation that fits a generic word: same first letter, the others in order (`svcs`, `services`)."""
    if short not in ABBREVIATIONS or long not in FREQUENT_IN_FIRM_NAMES:
        return False
    if len(long) - len(short) < LEAST_LETTERS_SAVED or long[0] != short[0]:
        return False
    letters = iter(long)
    return all(letter in letters for letter in short)
