from pathlib import Path

import pytest

from screener.matching.evaluation import Evaluation
from topologies.local_run.evaluation import (
    AddressRanking,
    QueryEvaluation,
    evaluate_file,
    read_case_file,
    read_name_files,
)
from topologies.settings import UsageError

PAIRS = "name1,name2,is_match\nSalim Kastovenkko,Salim Kastovenko,true\nNahum Kestrin,Ludo Vantrosse,false\n"
QUERIES = 'list_name,query_name\nTavion Brelsk Orrin,"ORRIN, Tavion Brelsk"\n'
ADDRESSES = """[{"name": "one", "same_premises": true,
 "query": {"Line1": "58 Tarven Street"}, "index": {"Line1": "58 Tarven St"}}]"""


def file(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_pairs_are_counted(tmp_path: Path) -> None:
    """A true pair found, a false one kept apart."""
    found = evaluate_file(read_case_file(file(tmp_path, "pairs.csv", PAIRS)), (), 0.8)
    assert isinstance(found, Evaluation)
    assert (found.tally.found, found.tally.apart) == (1, 1)


def test_innocent_names_are_matched_against_the_names_of_the_queries(tmp_path: Path) -> None:
    """One of them bears a listed name."""
    names = read_name_files([file(tmp_path, "people.csv", "full_name\nTavion Brelsk Orrin\nWilmet Harst\n")])
    found = evaluate_file(read_case_file(file(tmp_path, "queries.csv", QUERIES)), names, 0.8)
    assert isinstance(found, QueryEvaluation)
    assert found.innocents == 2
    assert [each.listed for each in found.matching] == ["Tavion Brelsk Orrin"]


def test_pairs_of_addresses_are_ranked(tmp_path: Path) -> None:
    """The only pair outranks nothing wrongly."""
    found = evaluate_file(read_case_file(file(tmp_path, "addresses.json", ADDRESSES)), (), 0.8)
    assert isinstance(found, AddressRanking)
    assert found.outranks
    assert [pair.where for pair in found.pairs] == ["one"]


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    """A missing one, and one of an unknown layout."""
    for path in (tmp_path / "none.csv", file(tmp_path, "other.csv", "a,b\n1,2\n")):
        for read in (read_case_file, lambda path: read_name_files([path])):
            with pytest.raises(UsageError, match=path.name) as caught:
                read(path)
            assert "\n" not in str(caught.value)
