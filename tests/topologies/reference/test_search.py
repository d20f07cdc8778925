import subprocess
import sys

WATCH = """
from numba.core import event
from topologies.reference.search import compile_search
compile_search()
compiled = []
class Listener(event.Listener):
    def on_start(self, event): compiled.append(event.data["dispatcher"])
    def on_end(self, event): pass
event.register("numba:compile", Listener())
from datetime import UTC, datetime
from schemas.decoding import Decoder, Limits
from screener.domain.policy import Policy
from screener.domain.scorecards import Scorecards
from screener.screening import screen
from screener.search.watchlist import Watchlist
from topologies.sample.day import sample_day
from topologies.worker.outcomes import MODE_OF_TOPIC
day = sample_day(consignments=400)
watchlist = Watchlist(day.listed)
decoder = Decoder(Limits(10_000_000, 10_000, 1_000))
for record in day.manifests:
    manifest = decoder.decode(MODE_OF_TOPIC[record.topic], record.value)
    if hasattr(manifest, "consignments"):
        screen(manifest, watchlist, Scorecards.of(day.scorecards, "v"), Policy(), day.now)
print(len(compiled), *compiled)
"""


def test_nothing_is_compiled_once_the_search_was() -> None:
    """After the set-up no consignment waits for the compiler: screening a sample day compiles nothing."""
    done = subprocess.run([sys.executable, "-c", WATCH], capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "0"
