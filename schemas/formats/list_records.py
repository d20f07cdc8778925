"""The records of a list file: listed parties, and rows that are quarantined."""

from enum import StrEnum
from hashlib import blake2b

import msgspec
from msgspec import Struct

from schemas.safe_text import one_line
from screener.domain.listed_party import ListedParty


class ListRefused(Exception):  # noqa: N818 - it reads as what happened to the list
    """A whole file cannot be used: one line with the file, what is wrong and the remedy."""


class ListFormat(StrEnum):
    """The formats of list files that can be read."""

    SAM_EXTRACT = "SAM exclusions extract"
    SAM_API = "SAM exclusions API v4"
    OFAC_PRIMARY = "OFAC primary names"
    OFAC_ALT = "OFAC aliases"
    OFAC_ADD = "OFAC addresses"
    OFAC_COMMENTS = "OFAC comments"
    CSL = "ITA consolidated screening list"
    DPL = "BIS denied persons list"


class Quarantined(Struct, frozen=True, gc=False):
    """A record that is left out of its list. `line` is its first line, from 1; `text` is its beginning, masked."""

    line: int
    reason: str
    text: str
    file: str = ""


ListRecord = ListedParty | Quarantined


def quarantined(line: int, reason: str, text: str) -> Quarantined:
    """A `Quarantined` with reason and text made safe to show."""
    return Quarantined(line, one_line(reason), one_line(text))


def with_content_id(party: ListedParty) -> ListedParty:
    """`party` with `<list>:<hash of its content>` as its id, so that equal content has equal ids."""
    content = msgspec.json.encode(msgspec.structs.replace(party, id="", first_seen=None))
    return msgspec.structs.replace(party, id=f"{party.list}:{blake2b(content, digest_size=16).hexdigest()}")
