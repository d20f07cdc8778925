from datetime import date
from itertools import islice

from load_tests.faults.harness.lists import listed_parties
from load_tests.faults.harness.pool import Pool
from load_tests.inputs.many_names import many_parties
from screener.names.normalisation import normalised_words

TODAY = date(2026, 3, 2)


def test_invented_names_are_distinct_and_share_no_word_with_traffic() -> None:
    """There are as many as asked for, two a party, the same every time, and no manifest has any of their words."""
    like = listed_parties(TODAY)[0]
    made = list(many_parties(like, 3_001))
    names = [name for each in made for name in (each.name, *(alias.name for alias in each.aliases))]
    assert len(names) == len(set(names)) == 3_001
    assert len({each.id for each in made}) == len(made) == 1_501
    assert made[:10] == list(many_parties(like, 20))
    words = {word for each in normalised_words(names) for word in each}
    traffic = b" ".join(each.record.value for each in islice(Pool([like], 1_000, 1, TODAY).once, 50)).decode().lower()
    assert not words & set(traffic.replace('"', " ").replace(",", " ").split())
