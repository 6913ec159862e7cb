"""Pictures and signals: small samples, and CIFAR-10."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submodules=["archive", "cifar10", "download", "samples", "stand_in"]
)
