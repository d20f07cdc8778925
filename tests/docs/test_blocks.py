"""Fenced blocks: each is of a known kind, and messages, drawings and trees in them are true."""

import re
from pathlib import Path
from typing import Any

import jsonschema
import msgspec
import pytest

from screener.domain.consignment import Party
from tests.docs.pages import CONTRACTS, FLOW, PAGES, PARTY, ROOT, TREE, Block, blocks, read
from topologies.topics import TOPICS

BLOCKS = [block for page in PAGES for block in blocks(page)]
MESSAGES = [block for block in BLOCKS if block.kind[:1] == ("json",)]
DRAWN_PACKAGES = ("screener", "schemas", "topologies", "load_tests")


def where(block: Block) -> str:
    return f"{block.page}:{block.line}"


def test_every_block_is_of_a_known_kind() -> None:
    """A block that no test looks at could say anything."""
    assert not [f"{where(block)}: {' '.join(block.kind) or 'no kind'}" for block in BLOCKS if not block.is_known]


@pytest.mark.parametrize("page", PAGES)
def test_every_fence_is_found(page: str) -> None:
    """Fences are three back quotes at the beginning of a line; none is left open or written otherwise."""
    fences = re.findall(r"^[ \t]*(?:```|~~~)", read(page), re.MULTILINE)
    assert fences == ["```"] * (2 * len(blocks(page)))


@pytest.mark.parametrize("kind", ["", "shell", "json nothing", "console sometimes", "text"])
def test_an_unknown_kind_would_be_seen(kind: str) -> None:
    """A block without a kind, or of one that is not in the list, is refused."""
    assert not Block("x.md", 1, tuple(kind.split()), "").is_known


@pytest.mark.parametrize("block", MESSAGES, ids=where)
def test_every_message_agrees_with_its_contract(block: Block) -> None:
    """A message in the guide is one that the contract of its topic accepts."""
    contract = block.kind[1]
    if contract == PARTY:
        assert msgspec.json.decode(block.text, type=Party).name
        return
    schema: Any = msgspec.json.decode((ROOT / "schemas" / "contracts" / f"{contract}.json").read_bytes())
    jsonschema.validate(msgspec.json.decode(block.text), schema)
    assert contract in CONTRACTS


def test_a_drawing_names_only_topics_and_files_that_exist() -> None:
    """Words with a dot in a drawing of the flow are topics or files."""
    topics = {topic.name for topic in TOPICS}
    for block in BLOCKS:
        if block.kind == FLOW:
            for word in re.findall(r"[\w/-]+\.[a-z]+\b", block.text):
                assert word in topics or (ROOT / word).exists(), f"{where(block)}: {word}"


def test_every_path_of_a_tree_exists() -> None:
    """Files and folders are where they are drawn, and every package is drawn."""
    drawn = {path for block in BLOCKS if block.kind == TREE for path in paths(block.text)}
    assert drawn
    assert not [path for path in sorted(drawn) if not (ROOT / path).exists()]
    packages = {
        folder.parent.relative_to(ROOT) for top in DRAWN_PACKAGES for folder in (ROOT / top).glob("*/__init__.py")
    }
    assert packages <= drawn


def paths(tree: str) -> list[Path]:
    """The paths of a drawn tree: two spaces for each level, a description after the name."""
    found: list[Path] = []
    for line in tree.splitlines():
        depth, name = (len(line) - len(line.lstrip())) // 2, line.split()[0]
        parents = found[-1].parts[:depth] if found else ()
        found.append(Path(*parents, name))
    return found
