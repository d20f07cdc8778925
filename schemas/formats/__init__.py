"""One module a format: bytes of a list or a manifest in, core types out."""

from enum import StrEnum
from hashlib import blake2b

import msgspec
from msgspec import Struct

from screener.domain.identifiers import mask
from screener.domain.listed_party import ListedParty

SHOWN = 200
_READ = 2_000


class ListRefused(Exception):  # noqa: N818 - it reads as what happened to the list
    """A whole file cannot be used: one line that names the file, what is wrong and the remedy."""


class Format(StrEnum):
    """The layouts of list files that are read."""

    SAM_EXTRACT = "SAM exclusions extract"
    SAM_API = "SAM exclusions API v4"
    OFAC_PRIMARY = "OFAC primary names"
    OFAC_ALT = "OFAC aliases"
    OFAC_ADD = "OFAC addresses"
    OFAC_COMMENTS = "OFAC comments"
    CSL = "ITA consolidated screening list"
    DPL = "BIS denied persons list"


class Quarantined(Struct, frozen=True, gc=False):
    """A record that is left out of its list: `line` is the 1-based line of its start, `text` its beginning, masked."""

    line: int
    reason: str
    text: str
    file: str = ""


ListRecord = ListedParty | Quarantined


def quarantined(line: int, reason: str, text: str) -> Quarantined:
    """A `Quarantined` that is safe to show: shortened, social security numbers masked, no control characters."""
    return Quarantined(line, shown(reason), shown(text))


def shown(text: str) -> str:
    """`text` from a file as one short line that may stand in a message, a table or a log."""
    line = "".join(letter if letter.isprintable() else "?" for letter in " ".join(mask(text[:_READ]).split()))
    return line if len(line) <= SHOWN else line[: SHOWN - 3] + "..."


def identified(party: ListedParty) -> ListedParty:
    """`party` with `<list>:<hash of its content>` as its id, so that equal content has equal ids."""
    content = msgspec.json.encode(msgspec.structs.replace(party, id="", first_seen=None))
    return msgspec.structs.replace(party, id=f"{party.list}:{blake2b(content, digest_size=16).hexdigest()}")
