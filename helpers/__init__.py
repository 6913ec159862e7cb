"""What a lesson may import; each name is loaded when it is first used."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["draw", "explore", "player", "quiz", "training"],
    submod_attrs={
        "core": ["layers", "params", "reference", "trace"],
        "core.geometry": ["Axis"],
        "core.network": ["Stack", "ledger", "receptive_field"],
        "data": ["cifar10", "samples"],
        "player": ["export"],
    },
)
