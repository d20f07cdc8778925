"""The result of `python -m load_tests planted`, and how it is shown."""

from msgspec import Struct
from rich.console import Console
from rich.table import Table

EXAMPLES = 20


class PlantedResult(Struct, frozen=True):
    """What became of the planted parties, and other holds.

    `reviewed` are planted parties without a hold for which officers got a notice for review, as the policy wants it for common or
    indistinct names; `missed` had neither. `weak` are holds on a weak alias alone; `namesakes` all holds without a planted party.
    """

    consignments: int
    records: int
    listed: int
    seconds: float
    consignments_per_second: float
    planted: dict[str, int]
    held: dict[str, int]
    reviewed: list[str]
    missed: list[str]
    weak: list[str]
    namesakes: list[str]
    lost: int
    doubled: int

    @property
    def passed(self) -> bool:
        """Whether no planted party was missed, no consignment lost or doubled, and none held on a weak alias alone."""
        return not (self.missed or self.weak or self.lost or self.doubled)


def show(result: PlantedResult, console: Console) -> None:
    """Prints how many of each kind were planted and held, and the exceptions by name."""
    table = Table(
        title=f"{result.consignments:,} consignments against {result.listed:,} listed parties", title_justify="left"
    )
    for heading in ("planted as", "planted", "held"):
        table.add_column(heading, justify="left" if heading == "planted as" else "right")
    for kind, number in result.planted.items():
        table.add_row(kind, f"{number:,}", f"{result.held.get(kind, 0):,}")
    console.print(table)
    for words, names in (
        ("not held, but sent to officers for review", result.reviewed),
        ("missed", result.missed),
        ("held on a weak alias alone", result.weak),
        ("namesakes held", result.namesakes),
    ):
        console.print(f"{words}: {len(names)}", highlight=False)
        for name in names[:EXAMPLES]:
            console.print(f"  {name}", highlight=False, soft_wrap=True)
    console.print(
        f"{result.seconds} s, {result.consignments_per_second:,} consignments/s; {result.lost} lost, {result.doubled} doubled.",
        highlight=False,
    )
