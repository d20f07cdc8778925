from load_tests.disguises.letters import CYRILLIC, GREEK, written


def test_a_name_is_written_sound_by_sound() -> None:
    """The longest sounds come first, and characters that are no letters are dropped."""
    assert (
        written("Shchukin Jamal-2", CYRILLIC) == "\u0449\u0443\u043a\u0438\u043d \u0434\u0436\u0430\u043c\u0430\u043b"
    )
    assert written("Thomas", GREEK) == "\u03b8\u03bf\u03bc\u03b1\u03c3"
