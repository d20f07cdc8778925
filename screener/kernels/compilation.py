"""Functions as machine code: the only file that knows numba."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """The function as machine code, made at its first call; other threads go on while it runs.

    The code is kept among the compiled modules, or in the user's cache where those cannot be written, and made anew when the file
    of the function changes; not when another file does from which it takes a constant. Where nothing can be written, it is not kept.
    """
    try:
        made = njit(cache=True, nogil=True, error_model="numpy")(function)
    except RuntimeError:  # numba finds no folder that it may write to
        made = njit(nogil=True, error_model="numpy")(function)
    return cast("_Function", made)
