"""Which layout a file has, by its content and never by its name; and whether the whole of it is there."""

import csv
import io
import zipfile
import zlib

from msgspec import Struct

from schemas.formats import Format, ListRefused, csl, ofac, sam_extract, shown
from schemas.formats.tables import rows, text_of

HEAD = 64 * 1024
"""How many bytes at the start of a file tell its layout."""

MAX_UNPACKED = 1024**3
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OFAC = {
    12: Format.OFAC_PRIMARY,
    5: Format.OFAC_ALT,
    6: Format.OFAC_ADD,
    2: Format.OFAC_COMMENTS,
}
_ENDED = frozenset({Format.OFAC_PRIMARY, Format.OFAC_ALT, Format.OFAC_ADD})


class Refusal(Struct, frozen=True):
    """Why a file is of no layout that is read; `str` is one line that begins with the file's name."""

    name: str
    reason: str

    def __str__(self) -> str:
        return f"{self.name}: {self.reason}"


class Layout(Struct, frozen=True):
    """A table with a header: the columns that it must have, and those that it may have."""

    format: Format
    delimiter: str
    required: tuple[str, ...]
    others: tuple[str, ...] = ()


LAYOUTS = (
    Layout(Format.SAM_EXTRACT, ",", sam_extract.REQUIRED, sam_extract.OTHERS),
    Layout(Format.CSL, ",", csl.REQUIRED, csl.OTHERS),
    Layout(Format.DPL, "\t", csl.DPL_REQUIRED, csl.DPL_OTHERS),
)
_ALIKE = 3
_SHOWN = 6
"""So many columns in common make a foreign table worth comparing with a layout."""


def unpacked(name: str, data: bytes) -> bytes:
    """`data`, or the one file that it holds if it is a ZIP archive. Raises `ListRefused` for an archive of another kind."""
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


def recognise(name: str, head: bytes) -> Format | Refusal:
    """The layout of the file that begins with `head` (at least its first line), or why it has none."""
    text = text_of(head[:HEAD])
    if not text.strip(" \r\n\t\x1a"):
        return Refusal(name, "the file is empty; the list in force stays")
    if text.lstrip().startswith("{"):
        known = '"excludedEntity"' in text
        return Format.SAM_API if known else Refusal(name, 'JSON without "excludedEntity": not an answer of the SAM API')
    for layout in LAYOUTS:
        if not set(layout.required) - set(_first_row(text, layout.delimiter)):
            return layout.format
    return _headerless(name, _first_row(text, ","), text)


def cut_off(layout: Format, data: bytes) -> str:
    """Why the end of a file seems to be missing; empty where it is whole. `SAM_API` says so itself, being JSON."""
    if layout in _ENDED:
        ended = data.rstrip(b"\r\n").endswith(ofac.END.encode())
        return "" if ended else "truncated: it does not end with byte 0x1A as OFAC's files do; fetch it again"
    if layout is Format.SAM_API:
        return ""
    text = text_of(data)
    first, last = _ends(text, "\t" if layout is Format.DPL else ",")
    if len(last) < len(first):
        return f"truncated: the last row has {len(last)} of {len(first)} columns; fetch it again"
    quoted = text.lstrip().startswith('"') or layout is Format.OFAC_COMMENTS
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


def _headerless(name: str, row: list[str], text: str) -> Format | Refusal:
    found = _OFAC.get(len(row)) if row and row[0].isdigit() else None
    if found is Format.OFAC_ALT and row[2].casefold() not in ofac.ALIAS_KINDS:
        found = None
    return found or _foreign(name, row, text)


def _foreign(name: str, row: list[str], text: str) -> Refusal:
    """Names what differs from the layout that is closest, so that the user knows which file to give instead."""
    layout = max(LAYOUTS, key=lambda each: len(set(each.required) & set(_first_row(text, each.delimiter))))
    given = _first_row(text, layout.delimiter)
    missing = [column for column in layout.required if column not in given]
    if len(layout.required) - len(missing) < _ALIKE:
        return Refusal(name, f"unknown layout ({len(row)} columns in its first row); read are: {', '.join(Format)}")
    foreign = [column for column in given if column and column not in layout.required + layout.others]
    also = f" and has {_named(foreign)}" if foreign else ""
    return Refusal(name, f"not a {layout.format}: it lacks {_named(missing)}{also}; nothing of it is loaded")


def _named(columns: list[str]) -> str:
    return ", ".join(f'"{shown(column[:40])}"' for column in columns[:_SHOWN]) + (
        " ..." if len(columns) > _SHOWN else ""
    )
