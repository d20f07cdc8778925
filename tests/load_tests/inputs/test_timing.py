from load_tests.inputs.timing import Round, Rounds


def test_rounds_are_summarised_by_their_median() -> None:
    """One disturbed round does not change the figures."""
    rounds = []
    for micros in (10, 11, 500):
        each = Round()
        each.units = 1
        each._cpu.update({"a": micros * 1_000, "b": 10_000})
        each._wall.update({"a": micros * 2_000, "b": 10_000})
        rounds.append(each)
    assert Rounds(rounds).cost("a").cpu == 11
    assert Rounds(rounds).cost("a", "b").wall == 32
    assert Rounds(rounds).ratio(("a",), to="b") == 1.1
