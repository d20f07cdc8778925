"""SAM's Cross-Reference, `(also A, B, C)`, read as aliases.

Names contain commas, so a part that is not a name by itself (`INC.`, `S.A. DE C.V.`, `JR.`, `THE`) belongs to the name
before it. `LAST, FIRST` looks like two names (`PEREZ, SEVERINO` beside `ETA, KADEK`): it gives two aliases of one word,
which are weak.
"""

import re

from schemas.formats.countries import from_name
from screener.domain.listed_party import Alias, AliasKind, PartyKind
from screener.names.name_quality import is_name, is_weak
from screener.names.normalisation import normalise

_ALSO = re.compile(r"\(\s*also\b", re.IGNORECASE)
_WITH_ADDRESS = re.compile(r"\((\d{9})\)- [^()]*?,[A-Z]{3}(?=\s*(?:,|\)?$))")
_NAME_AND_ADDRESS = re.compile(r"^(?P<name>.*?\S)\s*\((?P<duns>\d{9})\)-(?P<place>.*)$")
_JOINERS = ("& ", "AND ")
_COMMA = re.compile(r"\s*,[\s,]*")


def split_names(text: str) -> tuple[str, ...]:
    """The names in a cross-reference, in its order, each once. Every word of `text` except `also` is in one of them."""
    names: list[str] = []
    for part in _parts(_bare(text)):
        if names and _continues(part):
            names[-1] = f"{names[-1]}, {part}"
        elif part:
            names.append(part)
    return tuple({normalise(name) or name: name for name in reversed(names)}.values())[::-1]


def name_and_duns(name: str) -> tuple[str, str]:
    """`NAME (123456789)- STREET , CITY ,CCC` as (name, D-U-N-S number); the number is empty for any other name."""
    found = _NAME_AND_ADDRESS.match(name)
    return (found["name"], found["duns"]) if found else (name, "")


def aliases(text: str, name: str, kind: PartyKind) -> tuple[Alias, ...]:
    """The aliases in the cross-reference of the party `name`, without its own name, repeats and placeholders."""
    reading = PartyKind.FIRM if kind is PartyKind.PERSON else kind  # a person's alias may be a firm
    known = {normalise(name), ""}
    found: list[Alias] = []
    for each in split_names(text):
        alias = name_and_duns(each)[0].rstrip(" *")
        form = normalise(alias)
        if form not in known and is_name(alias):
            known.add(form)
            found.append(Alias(alias, AliasKind.CROSS_REFERENCE, weak=is_weak(alias, reading)))
    return tuple(found)


def _continues(part: str) -> bool:
    """Whether `part` belongs to the name before it: a legal form, a country, `& SONS`."""
    return not is_name(part) or part.startswith(_JOINERS) or from_name(part) != ""


def _bare(text: str) -> str:
    """`text` without `(also` and the parenthesis that closes it, on one line."""
    line = " ".join(text.replace('"', " ").split())
    opening = _ALSO.match(line)
    if not opening:
        return line
    line = line[opening.end() :].strip()
    return line[:-1].rstrip() if line.endswith(")") and line.count(")") > line.count("(") else line


def _parts(line: str) -> list[str]:
    """`line` split at its commas, except those in the address after a name."""
    guarded = _WITH_ADDRESS.sub(lambda found: found[0].replace(",", "\0"), line)
    return [part.replace("\0", ",").strip() for part in _COMMA.split(guarded)]
