"""Functions as machine code: the only module that knows numba."""

from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from importlib.resources import files
from typing import Any, TypeVar, cast

from numba import njit
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    InTreeCacheLocator,
    UserProvidedCacheLocator,
    UserWideCacheLocator,
)

_Function = TypeVar("_Function", bound=Callable[..., Any])


def compiled(function: _Function) -> _Function:
    """The function as machine code, compiled at its first call without holding up other threads.

    It neither creates nor returns arrays, so those that it is given need no counting of references, which costs more than most
    kernels do where tables travel together. The code is kept in the `__pycache__` of this folder, or in the user's cache where that cannot
    be written, until any kernel changes: so kernels may call each other across files. Where nothing can be written, it is compiled in
    every process.
    """
    return _compiled(function, references=False, inline=False)


def inlined(function: _Function) -> _Function:
    """Likewise, as a part of each of its callers: for a small function, and for one whose parameters are many arrays."""
    return _compiled(function, references=False, inline=True)


def allocating(function: _Function) -> _Function:
    """Likewise, for a function that creates arrays or returns some."""
    return _compiled(function, references=True, inline=False)


def _compiled(function: _Function, *, references: bool, inline: bool) -> _Function:
    # what is not said here a function would take from the one that calls it first
    options = {
        "nogil": True,
        "error_model": "numpy",
        "no_cfunc_wrapper": True,
        "_nrt": references,
        "forceinline": inline,
    }
    made: Any = njit(**options)(function)  # type: ignore[call-overload] # numba's types leave out `_nrt`
    with suppress(RuntimeError):  # numba finds no folder that it may write to
        made._cache = _KernelCache(function)  # type: ignore[no-untyped-call] # noqa: SLF001 - `njit(cache=True)` with another stamp
    return cast("_Function", made)


@cache
def kernel_digest() -> str:
    """A digest of the sources of all kernels."""
    digest = blake2b(digest_size=16)
    for source in sorted(files(__package__).iterdir(), key=lambda source: source.name):
        if source.name.endswith(".py"):
            content = source.read_bytes()
            digest.update(f"{source.name} {len(content)}\n".encode() + content)
    return digest.hexdigest()


class _Stamped:
    """A numba cache locator whose stamp covers all kernels; numba's own covers only the file of the function."""

    def get_source_stamp(self) -> object:
        return kernel_digest(), super().get_source_stamp()  # type: ignore[misc] # mixed into numba's locators


class _ProvidedFolder(_Stamped, UserProvidedCacheLocator):
    pass


class _InTree(_Stamped, InTreeCacheLocator):
    pass


class _UserWide(_Stamped, UserWideCacheLocator):
    pass


class _KernelCacheImpl(CompileResultCacheImpl):
    _locator_classes = [_ProvidedFolder, _InTree, _UserWide]  # noqa: RUF012 - numba's own is a list


class _KernelCache(FunctionCache):
    _impl_class = _KernelCacheImpl
