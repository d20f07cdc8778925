import msgspec
import pytest

from load_tests.core.figures import Figures
from load_tests.core.measurement import measure
from load_tests.inputs.lists import inputs

CONSIGNMENTS = 2_000


@pytest.fixture(scope="module")
def figures(tmp_path_factory: pytest.TempPathFactory) -> Figures:
    return measure(inputs(folder=tmp_path_factory.mktemp("empty")), CONSIGNMENTS)


def test_repeated_traffic_repeats_parties(figures: Figures) -> None:
    """Repeated traffic repeats parties, distinct traffic hardly any, and planted parties are held in both."""
    assert figures.repeated is not None
    assert figures.distinct is not None
    assert figures.repeated.seen_share > 0.2
    assert figures.distinct.seen_share < 0.05
    assert figures.repeated.held > 0
    assert figures.ratio == figures.repeated.ratio


def test_decoding_and_screening_cost_more_than_screening(figures: Figures) -> None:
    """A part never costs more than the whole, for either traffic."""
    assert figures.repeated is not None
    assert figures.distinct is not None
    for each in (figures.repeated, figures.distinct):
        assert each.cost["decode_screen"].cpu > each.cost["screen"].cpu


def test_figures_survive_json(figures: Figures) -> None:
    """Figures that are printed as JSON can be read back."""
    assert msgspec.json.decode(msgspec.json.encode(figures), type=Figures) == figures
