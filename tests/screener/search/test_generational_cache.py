"""The cache is bounded, keeps what was used lately, and never returns a wrong value."""

from hypothesis import given
from hypothesis import strategies as st

from screener.search.generational_cache import GenerationalCache

KEYS = st.integers(0, 30)


@given(st.integers(2, 12), st.lists(st.tuples(KEYS, st.booleans()), max_size=120))
def test_it_is_bounded_and_right(limit: int, steps: list[tuple[int, bool]]) -> None:
    """Whatever is put and looked up, it holds at most `limit` keys, each with its last value."""
    cache: GenerationalCache[int, str] = GenerationalCache(limit)
    truth: dict[int, str] = {}
    for number, (key, put) in enumerate(steps):
        if put:
            truth[key] = f"{key}:{number}"
            cache.put(key, truth[key])
        assert cache.get(key) in {truth.get(key), None}
        assert len(cache) <= limit


@given(st.integers(2, 20), st.lists(st.lists(KEYS, max_size=40), max_size=8), KEYS)
def test_many_keys_at_once_are_bounded_once_the_next_key_comes(limit: int, rounds: list[list[int]], last: int) -> None:
    """One large `put_all` stays whole, so that a batch can be looked up, and is cut down by the next key."""
    cache: GenerationalCache[int, bool] = GenerationalCache(limit)
    for keys in rounds:
        cache.put_all(keys, value=True)
        assert set(keys) <= cache.recent.keys()
        assert len(cache) <= limit // 2 + max(limit // 2, len(set(keys)))
        cache.put(last + 100, value=False)
        assert len(cache) <= limit + 1
    assert cache.get(last + 100) in {False, None}


def test_the_last_half_is_remembered() -> None:
    """At least the last `limit / 2` keys are there, however many came before."""
    cache: GenerationalCache[int, int] = GenerationalCache(10)
    for key in range(1000):
        cache.put(key, key)
    assert [cache.get(key) for key in range(995, 1000)] == [995, 996, 997, 998, 999]
    assert cache.get(0) is None


def test_what_is_asked_for_again_stays() -> None:
    """A seller seen all day outlives thousands that are seen once."""
    cache: GenerationalCache[int, str] = GenerationalCache(10)
    cache.put(-1, "seller")
    for key in range(1000):
        cache.put(key, "once")
        assert cache.get(-1) == "seller"


def test_cleared_means_empty() -> None:
    """Nothing is left in either generation."""
    cache: GenerationalCache[int, int] = GenerationalCache(4)
    cache.put_all(range(4), 1)
    cache.put(9, 9)
    cache.clear()
    assert len(cache) == 0
    assert cache.get(9) is None
