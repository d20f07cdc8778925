"""The format of a list file, by its content and never by its name; and whether the file is complete."""

import csv
import io
import zipfile
import zlib

from msgspec import Struct

from schemas.formats import csl, ofac, sam_extract
from schemas.formats.list_records import ListFormat, ListRefused
from schemas.formats.tables import decoded_text, rows
from schemas.safe_text import one_line

HEAD = 64 * 1024
"""The format is decided by this many bytes at the start of a file."""

MAX_UNPACKED = 1024**3
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFAC_COLUMN_COUNTS = {
    12: ListFormat.OFAC_PRIMARY,
    5: ListFormat.OFAC_ALT,
    6: ListFormat.OFAC_ADD,
    2: ListFormat.OFAC_COMMENTS,
}
_END_WITH_1A = frozenset({ListFormat.OFAC_PRIMARY, ListFormat.OFAC_ALT, ListFormat.OFAC_ADD})


class Refusal(Struct, frozen=True):
    """Why a file is of no known format; `str` is one line that begins with the file's name."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class TableLayout(Struct, frozen=True):
    """A table with a header: its required and its optional columns."""

    format: ListFormat
    delimiter: str
    required: tuple[str, ...]
    optional: tuple[str, ...] = ()


LAYOUTS = (
    TableLayout(ListFormat.SAM_EXTRACT, ",", sam_extract.REQUIRED, sam_extract.OPTIONAL),
    TableLayout(ListFormat.CSL, ",", csl.REQUIRED, csl.OPTIONAL),
    TableLayout(ListFormat.DPL, "\t", csl.DPL_REQUIRED, csl.DPL_OPTIONAL),
)
_MIN_COMMON_COLUMNS = 3
"""A table of unknown layout is compared with a known one if they have this many required columns in common."""

_SHOWN_COLUMNS = 6


def unpacked(name: str, data: bytes) -> bytes:
    """`data`, or the only file in it if it is a ZIP archive. Raises `ListRefused` for any other archive."""
    if not data.startswith(_ZIP):
        return data
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            inside = [entry for entry in archive.infolist() if not entry.is_dir()]
            if len(inside) != 1:
                raise ListRefused(f"{name}: the ZIP archive holds {len(inside)} files; give one that holds one list")
            if inside[0].file_size > MAX_UNPACKED:
                raise ListRefused(
                    f"{name}: unpacks to {inside[0].file_size:,} bytes; at most {MAX_UNPACKED:,} are read"
                )
            return archive.read(inside[0])
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        raise ListRefused(f"{name}: the ZIP archive is damaged or truncated ({error}); fetch it again") from None


def detect_layout(name: str, head: bytes) -> ListFormat | Refusal:
    """The format of the file that begins with `head` (at least its first line), or why it is unknown."""
    text = decoded_text(head[:HEAD])
    if not text.strip(" \r\n\t\x1a"):
        return Refusal(name, "the file is empty; the list in force stays")
    if text.lstrip().startswith("{"):
        known = '"excludedEntity"' in text
        return (
            ListFormat.SAM_API
            if known
            else Refusal(name, 'JSON without "excludedEntity": not an answer of the SAM API')
        )
    for layout in LAYOUTS:
        if not set(layout.required) - set(_first_row(text, layout.delimiter)):
            return layout.format
    return _headerless(name, _first_row(text, ","), text)


def cut_off(list_format: ListFormat, data: bytes) -> str:
    """Why the end of a file seems to be missing; empty if it is complete. For `SAM_API` the JSON parser decides."""
    if list_format in _END_WITH_1A:
        ended = data.rstrip(b"\r\n").endswith(ofac.END.encode())
        return "" if ended else "truncated: it does not end with byte 0x1A as OFAC's files do; fetch it again"
    if list_format is ListFormat.SAM_API:
        return ""
    text = decoded_text(data)
    first, last = _ends(text, "\t" if list_format is ListFormat.DPL else ",")
    if len(last) < len(first):
        return f"truncated: the last row has {len(last)} of {len(first)} columns; fetch it again"
    quoted = text.lstrip().startswith('"') or list_format is ListFormat.OFAC_COMMENTS
    if quoted and not text.endswith(("\n", "\r", '"')):
        return "truncated: the last row ends in the middle of a value; fetch it again"
    return ""


def _first_row(text: str, delimiter: str) -> list[str]:
    try:
        return [value.strip() for value in next(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [])]
    except csv.Error:
        return []


def _ends(text: str, delimiter: str) -> tuple[list[str], list[str]]:
    first: list[str] = []
    last: list[str] = []
    for _, last in rows(text, delimiter):
        first = first or last
    return first, last


def _headerless(name: str, row: list[str], text: str) -> ListFormat | Refusal:
    found = _OFAC_COLUMN_COUNTS.get(len(row)) if row and row[0].isdigit() else None
    if found is ListFormat.OFAC_ALT and row[2].casefold() not in ofac.ALIAS_KINDS:
        found = None
    return found or _unknown(name, row, text)


def _unknown(name: str, row: list[str], text: str) -> Refusal:
    """Name the differences from the closest layout, so that the user knows which file to give instead."""
    layout = max(LAYOUTS, key=lambda each: len(set(each.required) & set(_first_row(text, each.delimiter))))
    given = _first_row(text, layout.delimiter)
    missing = [column for column in layout.required if column not in given]
    if len(layout.required) - len(missing) < _MIN_COMMON_COLUMNS:
        return Refusal(
            name, f"unknown layout ({len(row)} columns in its first row); supported are: {', '.join(ListFormat)}"
        )
    unknown = [column for column in given if column and column not in layout.required + layout.optional]
    also = f" and has {_named(unknown)}" if unknown else ""
    return Refusal(name, f"not a {layout.format}: it lacks {_named(missing)}{also}; nothing of it is loaded")


def _named(columns: list[str]) -> str:
    return ", ".join(f'"{one_line(column[:40])}"' for column in columns[:_SHOWN_COLUMNS]) + (
        " ..." if len(columns) > _SHOWN_COLUMNS else ""
    )
