"""The player: a trace, stepped through in a page, and saved as a file."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submodules=["export"], submod_attrs={"widget": ["TracePlayer", "play"]}
)
