"""`screener lists`: the group of commands on lists."""

import click

from topologies.commands import Lazy, LazyGroup


@click.group(
    cls=LazyGroup,
    lazy={
        "diff": Lazy("list_views:diff", "Compare two snapshots: files, versions, or what is in force."),
        "load": Lazy("list_load:load_lists", "Read SAM, OFAC and ITA lists and publish what changed."),
        "return": Lazy("list_versions:return_to", "Put an earlier version into force again."),
        "show": Lazy("list_views:show", "Print everything that is known of a listed party."),
        "status": Lazy("list_versions:status", "Print what is in force, and its last change."),
        "versions": Lazy("list_versions:versions", "Print the versions that can be returned to."),
    },
)
def lists() -> None:
    """The lists of suspended, debarred and sanctioned persons."""
