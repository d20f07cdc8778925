"""Rows of delimited text with their line numbers, the cleaning of cells, and dates."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date, datetime

from schemas.formats.list_records import Quarantined, quarantined

csv.field_size_limit(16 * 1024 * 1024)

NumberedRow = tuple[int, list[str]]
"""The line on which a row starts, from 1, and its cells."""

_ENCODED_TWICE = re.compile("[\u00c2-\u00f4][\u0080-\u00bf\u0152-\u0178\u02c6\u02dc\u2013-\u203a\u20ac\u2122]")
_GARBAGE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ufffd\u00ff\u00bf]")
_DATE_FORMATS = {
    "%m/%d/%Y": re.compile(r"\d{1,2}/\d{1,2}/\d{4}"),
    "%Y-%m-%d": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "%m-%d-%Y": re.compile(r"\d{2}-\d{2}-\d{4}"),
}


def decoded_text(data: bytes) -> str:
    """`data` as text: UTF-8 with or without a byte order mark, else Windows-1252. Never raises."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def rows(text: str, delimiter: str = ",") -> Iterator[NumberedRow]:
    """Every row of `text` that is not blank. A quoted cell may contain line breaks."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            cells = [f"unreadable: {error}"]
        if cells:
            yield start, cells
        start = reader.line_num + 1


def records(data: bytes, delimiter: str = ",") -> Iterator[tuple[int, dict[str, str] | Quarantined]]:
    """Every row below the header as column -> cell, with its line; quarantined if it has too many or too few cells."""
    table = rows(decoded_text(data), delimiter)
    _, header = next(table, (1, []))
    names = [name.strip() for name in header]
    for line, cells in table:
        if len(cells) == len(names):
            yield line, dict(zip(names, map(clean_cell, cells), strict=True))
        else:
            yield line, quarantined(line, f"{len(cells)} columns instead of {len(names)}", delimiter.join(cells))


def quarantined_row(line: int, reason: str, row: Mapping[str, str]) -> Quarantined:
    """`row` quarantined, with its cells that are not empty as the text."""
    return quarantined(line, reason, ",".join(value for value in row.values() if value))


def undo_double_encoding(text: str) -> str:
    """`text` with double encoding undone (`GarcÃ­a` -> `García`); `text` itself where the result would be garbage."""
    if text.isascii():
        return text
    for encoding in ("cp1252", "latin-1"):
        if not _ENCODED_TWICE.search(text):
            return text
        try:
            better = text.encode(encoding).decode("utf-8")
        except UnicodeError:
            continue
        return text if _GARBAGE.search(better) else better
    return text


def clean_cell(text: str) -> str:
    """A cell with double encoding undone, and without quotes and repeated spaces."""
    return " ".join(undo_double_encoding(text).replace('"', " ").split())


def parse_date(text: str) -> date | None:
    """The date in `text`; None if it is empty or `Indefinite`. Raises ValueError with the text if it is anything else."""
    text = text.strip()
    if not text or text.casefold() == "indefinite":
        return None
    for layout, form in _DATE_FORMATS.items():
        if form.fullmatch(text):
            with suppress(ValueError):  # a 13th month or a 30 February
                return datetime.strptime(text, layout).date()  # noqa: DTZ007 - a list gives days, without a zone
    raise ValueError(text)


def parse_dates(row: Mapping[str, str], columns: Iterable[str]) -> list[date | None] | str:
    """The dates in `columns`, None for an empty one; or a message about the first value that is not a date."""
    found: list[date | None] = []
    for column in columns:
        try:
            found.append(parse_date(row.get(column, "")))
        except ValueError:
            return f'{column} "{row[column]}" is not a date'
    return found
