"""Tricks by which a name is disguised, in tables: each returns the disguised name, or None for a name that it does not apply to."""

from collections.abc import Callable
from random import Random
from string import ascii_lowercase
from typing import TypeAlias

from load_tests.disguises.letters import CYRILLIC, GREEK, LOOK_ALIKES, written
from screener.names.word_lists import LEGAL_FORMS

Trick: TypeAlias = Callable[[Random, str], str | None]

LEET = str.maketrans("aeios", "43105")
RESPELLED = (
    ("ph", "f"),
    ("ck", "k"),
    ("c", "k"),
    ("y", "i"),
    ("ou", "u"),
    ("ee", "i"),
    ("w", "v"),
    ("q", "k"),
    ("z", "s"),
)
FORMS = ("LLC", "Ltd", "GmbH", "S.A.", "Inc", "Corporation")
ABBREVIATIONS = {
    "international": "intl", "company": "co", "limited": "ltd", "corporation": "corp", "trading": "trdg", "industries": "ind",
    "manufacturing": "mfg", "services": "svcs", "technology": "tech", "engineering": "eng", "development": "dev",
    "associates": "assoc", "management": "mgmt", "and": "&",
}  # fmt: skip
_LONG = 5
_FEWEST = 2


def _letters(name: str) -> list[int]:
    """The places of letters that have a letter on both sides."""
    return [at for at in range(1, len(name) - 1) if name[at - 1 : at + 2].isalpha()]


def letter_wrong(rng: Random, name: str) -> str | None:
    """A letter dropped, replaced, added, or swapped with the next."""
    places = _letters(name)
    if not places:
        return None
    at, new = rng.choice(places), rng.choice(ascii_lowercase)
    ways = (name[:at] + name[at + 1 :], name[:at] + new + name[at + 1 :], name[:at] + new + name[at:])
    return rng.choice((*ways, name[:at] + name[at + 1] + name[at] + name[at + 2 :]))


def two_letters_wrong(rng: Random, name: str) -> str | None:
    """Two such errors, in names that are long enough to be recognised by the rest."""
    once = letter_wrong(rng, name) if len(name.replace(" ", "")) >= 2 * _LONG + 1 else None
    return letter_wrong(rng, once) if once else None


def doubled(rng: Random, name: str) -> str | None:
    """A letter written twice."""
    places = _letters(name)
    at = rng.choice(places) if places else 0
    return name[:at] + name[at] + name[at:] if places else None


def spelled_by_ear(rng: Random, name: str) -> str | None:
    """Letters replaced by others that sound the same."""
    found = [(heard, sound) for heard, sound in RESPELLED if heard in name.lower()]
    return name.lower().replace(*rng.choice(found), 1) if found else None


def joined(rng: Random, name: str) -> str | None:
    """Two words without the space between them."""
    words = name.split()
    if len(words) < _FEWEST:
        return None
    at = rng.randrange(len(words) - 1)
    return " ".join([*words[:at], words[at] + words[at + 1], *words[at + 2 :]])


def all_joined(_: Random, name: str) -> str:
    """The name without spaces."""
    return "".join(name.split())


def split(_: Random, name: str) -> str | None:
    """The longest word split in two."""
    words = name.split()
    at = max(range(len(words)), key=lambda number: len(words[number]))
    middle = len(words[at]) // 2
    return " ".join([*words[:at], words[at][:middle], words[at][middle:], *words[at + 1 :]]) if middle > 1 else None


def other_order(_: Random, name: str) -> str:
    """The first word last."""
    first, *others = name.split()
    return " ".join([*others, first])


def figures_for_letters(rng: Random, name: str) -> str | None:
    """A digit in the place of a letter that looks like it, inside a word."""
    places = [at for at in _letters(name) if name[at].lower() in "aeios" and name[at - 1 : at + 3].isalpha()]
    at = rng.choice(places) if places else 0
    return name[:at] + name[at].lower().translate(LEET) + name[at + 1 :] if places else None


def hidden_characters(rng: Random, name: str) -> str:
    """A zero-width character, and a combining mark."""
    at = rng.randrange(1, len(name))
    return f"{name[:at]}\u200b{name[at:]}\u0336"


def backwards(_: Random, name: str) -> str:
    """Stored backwards, displayed forwards."""
    return f"\u202e{name[::-1]}\u202c"


def look_alikes(rng: Random, name: str) -> str | None:
    """Two letters replaced by look-alikes of another script."""
    places = [at for at, letter in enumerate(name) if letter in LOOK_ALIKES]
    for at in rng.sample(places, min(2, len(places))):
        name = name[:at] + LOOK_ALIKES[name[at]] + name[at + 1 :]
    return name if places else None


def in_cyrillic(_: Random, name: str) -> str:
    """Transcribed as in Russian."""
    return written(name, CYRILLIC)


def in_greek(_: Random, name: str) -> str:
    """Transcribed as in Greek."""
    return written(name, GREEK)


def initial(_: Random, name: str) -> str | None:
    """The first name as an initial."""
    first, *others = name.split()
    return " ".join([f"{first[0]}.", *others]) if others and first[0].isalpha() else None


def one_name_more(_: Random, name: str) -> str:
    """One more given name."""
    first, *others = name.split()
    return " ".join([first, "Gerald", *others])


def another_form(rng: Random, name: str) -> str:
    """Another legal form at the end."""
    return f"{name} {rng.choice(FORMS)}"


def without_form(_: Random, name: str) -> str | None:
    """Without its legal form."""
    words = name.split()
    is_form = words[-1].lower().strip(".,") in LEGAL_FORMS - {"group", "holding", "holdings"}
    return " ".join(words[:-1]) if is_form and len(words) > _FEWEST else None


def abbreviated(_: Random, name: str) -> str | None:
    """Generic words abbreviated."""
    short = " ".join(ABBREVIATIONS.get(word.strip(","), word) for word in name.lower().split())
    return short if short != name.lower() else None


def with_article(_: Random, name: str) -> str:
    """`The` before the name."""
    return f"The {name}"


OF_ANY: dict[str, Trick] = {
    "a letter wrong": letter_wrong,
    "two letters wrong": two_letters_wrong,
    "a letter doubled": doubled,
    "spelled by ear": spelled_by_ear,
    "words run together": joined,
    "all run together": all_joined,
    "a word split": split,
    "another order": other_order,
    "a figure for a letter": figures_for_letters,
    "hidden characters": hidden_characters,
    "written backwards": backwards,
    "look-alike letters": look_alikes,
    "in Cyrillic": in_cyrillic,
    "in Greek": in_greek,
}
OF_PEOPLE: dict[str, Trick] = {**OF_ANY, "an initial": initial, "one name more": one_name_more}
OF_FIRMS: dict[str, Trick] = {
    **OF_ANY,
    "another legal form": another_form,
    "no legal form": without_form,
    "abbreviated": abbreviated,
    "with an article": with_article,
}
