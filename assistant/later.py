"""Packages whose first file is run when somebody asks for a name of theirs, not before."""

import sys
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from threading import RLock
from types import ModuleType
from typing import Any

_RUNNING, _BEGUN = "__later_running__", "__later_begun__"


@contextmanager
def running_later(packages: Collection[str]) -> Iterator[None]:
    """What is imported inside finds these packages as they are, their first files not yet run.

    `import package.module` runs that module alone. The first name that somebody asks the package for,
    then or afterwards, has its first file run as ever, with the errors that it raises. A package that isn't
    there, or has been imported before, stays as it is.
    """
    finder = _Finder(packages)
    sys.meta_path.insert(0, finder)
    try:
        yield
    finally:
        sys.meta_path.remove(finder)


class _Finder(MetaPathFinder):
    def __init__(self, packages: Collection[str]) -> None:
        self._packages = packages

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname not in self._packages:
            return None
        spec = PathFinder.find_spec(fullname, path, target)
        if spec is None or spec.loader is None or spec.submodule_search_locations is None:
            return spec
        spec.loader = _Loader(spec.loader)
        return spec


class _Loader(Loader):
    """Makes the module, and leaves running it to whoever asks it for something."""

    def __init__(self, whole: Loader) -> None:
        self.whole = whole

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self.whole.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        """The module is left as its spec describes it, for now."""
        assert module.__spec__ is not None
        module.__dict__[_RUNNING] = RLock()
        module.__loader__ = module.__spec__.loader = self.whole
        module.__class__ = _Later


class _Later(ModuleType):
    """A package that has not been run yet. Once it was, it is a module like any other."""

    def __getattr__(self, name: str) -> Any:
        running = self.__dict__.get(_RUNNING)
        if running is not None:  # else another thread has just run it
            with running:
                _run(self, name)
        return ModuleType.__getattribute__(self, name)


def _run(package: ModuleType, name: str) -> None:
    kept = package.__dict__
    if _RUNNING not in kept:  # whoever held the lock before has done it
        return
    if _BEGUN in kept:  # its own modules ask, while it runs
        raise AttributeError(f"module {package.__name__!r} has no attribute {name!r}", name=name, obj=package)
    kept[_BEGUN] = True
    try:
        kept["__loader__"].exec_module(package)
    finally:
        del kept[_BEGUN]
    del kept[_RUNNING]
    package.__class__ = ModuleType
