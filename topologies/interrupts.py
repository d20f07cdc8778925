"""Ctrl-C and SIGTERM end a command in time at any moment: during imports, in a call of a C library, in a slow clean-up.

Python runs its signal handlers between two instructions of the main thread, so a handler alone waits until a call such as
`Producer.flush` returns. Here the C handler writes the signal's number to a pipe and a thread of its own reads it.
"""

import os
import signal
import sys
import threading
import time
from types import FrameType
from typing import NoReturn

CLEAN_UP_SECONDS = 1.5
SHOW_CURSOR = "\x1b[?25h"
EXIT_INTERRUPTED = 128 + signal.SIGINT
EXIT_CODES: dict[int, int] = {signal.SIGINT: EXIT_INTERRUPTED, signal.SIGTERM: 128 + signal.SIGTERM}


class _State:
    """How this process ends on a signal."""

    def __init__(self) -> None:
        self.exit_codes: dict[int, int] = dict(EXIT_CODES)
        self.clean_up_seconds = 0.0
        self.received = 0
        self.released = False
        self.ending = threading.Lock()


_state = _State()


def handle_signals() -> None:
    """From now on a signal ends the process at once, with one line on stderr."""
    reading, writing = os.pipe()
    os.set_blocking(writing, False)
    for number in EXIT_CODES:
        signal.signal(number, _on_signal)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    sys.unraisablehook = _report_unraisable
    os.register_at_fork(before=_block, after_in_parent=_unblock, after_in_child=_forget)
    threading.Thread(target=_watch, args=(reading,), name="interrupts", daemon=True).start()


def clean_up_first() -> None:
    """From now on a signal raises `KeyboardInterrupt`; the process ends after `CLEAN_UP_SECONDS`, cleaned up or not."""
    _state.clean_up_seconds = CLEAN_UP_SECONDS


def end_at_once() -> None:
    """From now on there is nothing to clean up."""
    _state.clean_up_seconds = 0.0


def exit_on_sigterm(code: int) -> None:
    """From now on SIGTERM ends the process with this exit code."""
    _state.exit_codes[signal.SIGTERM] = code


def release() -> None:
    """Stop handling signals here: the caller handles them. An end that is under way is called off."""
    _state.released = True
    if signal.getsignal(signal.SIGINT) is _on_signal:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        signal.signal(signal.SIGTERM, lambda *_: os._exit(_state.exit_codes[signal.SIGTERM]))
        signal.set_wakeup_fd(-1)


def end(number: int = signal.SIGINT) -> NoReturn:
    """End the process now, with one line on stderr unless its exit code is 0."""
    _state.ending.acquire()  # never released: a second caller waits for the end
    code = _state.exit_codes[_state.received or number]
    if code:
        start = f"{SHOW_CURSOR}\n" if sys.stderr.isatty() else ""
        os.write(2, f"{start}screener: interrupted\n".encode())
    os._exit(code)


def _on_signal(number: int, _: FrameType | None) -> None:
    if _state.clean_up_seconds and not _state.received:
        _state.received = number
        raise KeyboardInterrupt


def _watch(reading: int) -> None:
    number = 0
    while number not in EXIT_CODES:
        number = os.read(reading, 1)[0]
    time.sleep(_state.clean_up_seconds)
    if not _state.released:
        end(number)


def _block() -> None:
    """Let a signal wait: a child that has just been forked would write it to the pipe of its parent."""
    signal.pthread_sigmask(signal.SIG_BLOCK, EXIT_CODES)


def _unblock() -> None:
    signal.pthread_sigmask(signal.SIG_UNBLOCK, EXIT_CODES)


def _forget() -> None:
    """In a forked child: its parent ends it, Ctrl-C does not."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _unblock()


def _report_unraisable(unraisable: "sys.UnraisableHookArgs") -> None:
    """An interrupt that came inside a callback is no error."""
    if not isinstance(unraisable.exc_value, KeyboardInterrupt):
        sys.__unraisablehook__(unraisable)
