from pathlib import Path

import pytest

from tests.support.list_commands import ListCommands
from topologies.kafka.topic_admin import touch_topics


@pytest.fixture
def lists(embedded: str, tmp_path: Path) -> ListCommands:
    """`screener lists` on an in-memory cluster with every topic."""
    touch_topics(embedded)
    return ListCommands(embedded, tmp_path)
