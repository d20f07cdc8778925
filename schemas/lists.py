"""Files of lists -> one complete snapshot for each list, or one line that says why not. Their order does not matter."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct, structs

from schemas.formats import csl, ofac, sam_api, sam_extract
from schemas.formats.layout_detection import Refusal, cut_off, detect_layout, unpacked
from schemas.formats.list_records import ListFormat, ListRecord, ListRefused, Quarantined
from screener.domain.listed_party import ListedParty, ListName
from screener.search.watchlist import content_version

__all__ = ["ListRefused", "Quarantined", "Snapshot", "load"]


class Snapshot(Struct, frozen=True):
    """All records of one list. `version` is the hash of the sorted ids, which hash their records.

    `incomplete` says why the snapshot may only be viewed, and must not replace the list in force; it is empty otherwise.
    """

    list: ListName
    parties: tuple[ListedParty, ...]
    version: str
    files: tuple[str, ...]
    duplicates: int
    quarantined: tuple[Quarantined, ...]
    incomplete: str = ""

    @property
    def aliases(self) -> int:
        """Number of aliases."""
        return sum(len(party.aliases) for party in self.parties)

    @property
    def weak_aliases(self) -> int:
        """Number of aliases that need corroboration."""
        return sum(alias.weak for party in self.parties for alias in party.aliases)

    @property
    def weak_names(self) -> int:
        """Number of records whose name needs corroboration."""
        return sum(party.weak_name for party in self.parties)

    @property
    def reasons(self) -> Counter[str]:
        """Reason -> number of quarantined records."""
        return Counter(each.reason for each in self.quarantined)


class _File(Struct, frozen=True):
    name: str
    format: ListFormat
    data: bytes


_READERS: dict[ListFormat, tuple[ListName, Callable[[bytes], Iterator[ListRecord]]]] = {
    ListFormat.SAM_EXTRACT: (ListName.SAM, sam_extract.read),
    ListFormat.SAM_API: (ListName.SAM, sam_api.read),
    ListFormat.CSL: (ListName.CSL, csl.read),
    ListFormat.DPL: (ListName.CSL, csl.read_dpl),
}
_PARTS = {ListFormat.OFAC_ALT: "alt", ListFormat.OFAC_ADD: "add", ListFormat.OFAC_COMMENTS: "comments"}


def load(files: Iterable[tuple[str, bytes]]) -> list[Snapshot]:
    """The snapshot of every list in `files` (name, content), ordered by list.

    Raises `ListRefused`, one line that begins with the file's name, if any file is empty, truncated, of an unknown
    format or without its primary file: no list is loaded in part.
    """
    known = sorted((_opened(name, data) for name, data in files), key=lambda file: (file.format, file.name))
    snapshots = [*_single_file_lists(known), *_ofac_lists(known)]
    for snapshot in snapshots:
        if not snapshot.parties:
            raise ListRefused(f"{', '.join(snapshot.files)}: not one usable record; the list in force stays")
    return sorted(snapshots, key=lambda snapshot: snapshot.list)


def _opened(name: str, data: bytes) -> _File:
    data = unpacked(name, data)
    found = detect_layout(name, data)
    if isinstance(found, Refusal):
        raise ListRefused(str(found))
    if missing := cut_off(found, data):
        raise ListRefused(f"{name}: {missing}")
    return _File(name, found, data)


def _single_file_lists(files: list[_File]) -> Iterator[Snapshot]:
    for name in (ListName.SAM, ListName.CSL):
        own = [file for file in files if file.format in _READERS and _READERS[file.format][0] is name]
        if own:
            records = [record for file in own for record in _read(file)]
            yield _snapshot(name, records, own, _pages_missing(own))


def _read(file: _File) -> Iterator[ListRecord]:
    try:
        for record in _READERS[file.format][1](file.data):
            yield structs.replace(record, file=file.name) if isinstance(record, Quarantined) else record
    except ListRefused as refused:
        raise ListRefused(f"{file.name}: {refused}") from None


def _pages_missing(files: list[_File]) -> str:
    if any(file.format is not ListFormat.SAM_API for file in files):
        return ""
    pages = [sam_api.page(file.data) for file in files]
    given, total = sum(len(page.excluded_entity) for page in pages), max(page.total_records for page in pages)
    return f"{given} of {total} records: give every page of the answer, or the extract" if given < total else ""


def _ofac_lists(files: list[_File]) -> Iterator[Snapshot]:
    primaries: dict[ListName, list[_File]] = {}
    for file in files:
        if file.format is ListFormat.OFAC_PRIMARY:
            primaries.setdefault(ofac.list_name_of(file.data), []).append(file)
    numbers = {name: set().union(*(ofac.entity_numbers(file.data) for file in own)) for name, own in primaries.items()}
    parts = [(_list_of_part(file, numbers), file) for file in files if file.format in _PARTS]
    for name, own in primaries.items():
        yield _ofac_snapshot(name, own, [file for owner, file in parts if owner is name])


def _list_of_part(part: _File, numbers: dict[ListName, set[str]]) -> ListName:
    """The list whose primary file contains most entities of `part`."""
    mine = ofac.entity_numbers(part.data)
    shared, owner = max(((len(mine & own), name) for name, own in numbers.items()), default=(0, None))
    if owner is None or 2 * shared <= len(mine):
        raise ListRefused(f"{part.name}: {part.format} without their primary file; give both in one command")
    return owner


def _ofac_snapshot(name: ListName, primaries: list[_File], parts: list[_File]) -> Snapshot:
    roles: dict[str, list[ofac.NamedFile]] = {role: [] for role in _PARTS.values()}
    for file in parts:
        roles[_PARTS[file.format]].append((file.name, file.data))
    given = ofac.OfacFiles(tuple((file.name, file.data) for file in primaries), *map(tuple, roles.values()))
    missing = [str(part) for part, role in _PARTS.items() if not roles[role] and role != "comments"]
    incomplete = f"without {' and '.join(missing)}: give all files of the list in one command" if missing else ""
    return _snapshot(name, list(ofac.read(name, given)), primaries + parts, incomplete)


def _snapshot(name: ListName, records: list[ListRecord], files: list[_File], incomplete: str) -> Snapshot:
    read = [record for record in records if isinstance(record, ListedParty)]
    parties = {party.id: party for party in read}
    return Snapshot(
        list=name,
        parties=tuple(parties[each] for each in sorted(parties)),
        version=content_version(parties),
        files=tuple(file.name for file in files),
        duplicates=len(read) - len(parties),
        quarantined=tuple(record for record in records if isinstance(record, Quarantined)),
        incomplete=incomplete,
    )
