"""What benchmarks run on: real lists and real innocent names where the reference data is present, else those of the sample day."""

import csv
import os
from collections.abc import Sequence
from pathlib import Path

import click
from msgspec import Struct

from load_tests.inputs.checkout import ROOT
from load_tests.inputs.traffic import TODAY
from schemas.lists import Snapshot
from screener.domain.listed_party import ListedParty
from screener.search.watchlist import content_version
from topologies.list_releases.list_files import read_list_files
from topologies.sample.lists import sample_listed
from topologies.sample.names import seeded
from topologies.settings import UsageError

SEED = 13904
LISTS = (
    "data/sam/sam_exclusions_20049_half.csv",
    "data/ofac/sdn.csv",
    "data/ofac/alt.csv",
    "data/ofac/add.csv",
)
PEOPLE = ("cases/names/innocent_people_us.csv", "full_name")
COMPANIES = ("data/names/company_names_world.csv", "name")
INVENTED = "invented (the sample day's)"

list_option = click.option(
    "--list",
    "lists",
    multiple=True,
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Your own list; may be repeated.",
)
"""For every benchmark that runs on any list."""


class Inputs(Struct, frozen=True):
    """The listed parties and innocent names of a benchmark, and where they come from, in words."""

    listed: Sequence[ListedParty]
    people: Sequence[str]
    companies: Sequence[str]
    lists_from: str
    names_from: str


def reference_data() -> Path:
    """The folder of reference data: that of the variable SHARED, else `shared` beside the checkout."""
    return Path(os.environ.get("SHARED") or ROOT.parent / "shared")


def inputs(list_files: Sequence[Path] = (), folder: Path | None = None) -> Inputs:
    """The given files, else the lists of `folder` (the reference data by default), else the sample day's; names likewise.

    Raises `UsageError` for a list that cannot be read.
    """
    folder = folder or reference_data()
    found = [folder / name for name in LISTS if (folder / name).is_file()]
    files = list(list_files) or (found if len(found) == len(LISTS) else [])
    people, companies = (_column(folder / name, column) for name, column in (PEOPLE, COMPANIES))
    named = ", ".join(Path(name).name for (name, _), names in ((PEOPLE, people), (COMPANIES, companies)) if names)
    return Inputs(
        listed=_parties(files) if files else sample_listed(seeded(SEED), TODAY),
        people=people,
        companies=companies,
        lists_from=", ".join(path.name for path in files) or INVENTED,
        names_from=named or INVENTED,
    )


def reference_inputs(folder: Path | None = None) -> Inputs:
    """The lists and names of `folder` (the reference data by default). Raises `UsageError` where any is missing."""
    folder = folder or reference_data()
    missing = [name for name in (*LISTS, PEOPLE[0], COMPANIES[0]) if not (folder / name).is_file()]
    if missing:
        raise UsageError(f"no reference data: {', '.join(missing)} not found; set SHARED to their folder")
    return inputs(folder=folder)


def snapshots_of(listed: Sequence[ListedParty]) -> list[Snapshot]:
    """The parties as snapshots that can be published, one for each list."""
    lists = dict.fromkeys(party.list for party in listed)
    return [_snapshot(tuple(party for party in listed if party.list is name)) for name in lists]


def _snapshot(parties: tuple[ListedParty, ...]) -> Snapshot:
    version = content_version(party.id for party in parties)
    return Snapshot(parties[0].list, parties, version, files=(), duplicates=0, quarantined=())


def _parties(files: Sequence[Path]) -> list[ListedParty]:
    return [party for snapshot in read_list_files(files) for party in snapshot.parties]


def _column(path: Path, column: str) -> list[str]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file) if row[column]]
