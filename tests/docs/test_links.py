"""Links of the guide lead somewhere, and every page can be reached from the index."""

import re

import pytest

from tests.docs.pages import PAGES, ROOT, anchors, links, read

INDEX = "docs/README.md"
URL = re.compile(r"https?://[a-z0-9.-]+(?::\d+)?(?:/[\w./#%?=&~-]*)?\Z")
REGISTRY_HOST = re.compile(
    r"pypi|files\.pythonhosted|npmjs|repo1?\.maven|artifactory|nexus|index-url|docker\.io", re.IGNORECASE
)
MACHINE_PATH = re.compile(r"(?<![\w.$}])/(?:work|home|root|tmp|opt|Users)/\w|[A-Z]:\\")
README_LINES = 200
FIRST_SCREEN = 21


def resolved(page: str, target: str) -> tuple[str, str]:
    """The path from the root, and the anchor, to which a link on a page leads."""
    name, _, anchor = target.partition("#")
    path = (ROOT / page).parent / name if name else ROOT / page
    return str(path.resolve().relative_to(ROOT)), anchor


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: str) -> None:
    """A link within the project leads to a file that exists, an anchor to a heading; an external one has the form of a URL."""
    for target in links(page):
        if "://" in target:
            assert URL.match(target), target
            continue
        path, anchor = resolved(page, target)
        assert (ROOT / path).exists(), f"{page}: {target}"
        assert not anchor or anchor in anchors(path), f"{page}: {target}"


def test_every_page_can_be_reached_from_the_index() -> None:
    """The index links every page, and README links the index."""
    linked = {resolved(INDEX, target)[0] for target in links(INDEX) if "://" not in target}
    assert {page for page in PAGES if page not in (INDEX, "README.md")} <= linked
    assert INDEX in {resolved("README.md", target)[0] for target in links("README.md") if "://" not in target}


def test_the_readme_is_short() -> None:
    """What somebody reads first has at most 200 lines."""
    assert len(read("README.md").splitlines()) <= README_LINES


def test_the_two_commands_are_in_the_first_screen() -> None:
    """Whoever reads twenty lines knows what it is and how to try it."""
    first = "\n".join(read("README.md").splitlines()[:FIRST_SCREEN])
    assert "$ make run" in first
    assert "$ make test" in first


@pytest.mark.parametrize("page", PAGES)
def test_no_registry_and_no_path_of_a_machine(page: str) -> None:
    """The text is true on every machine."""
    assert not REGISTRY_HOST.search(read(page))
    assert not MACHINE_PATH.search(read(page))
