"""Pictures and signals: small samples that come with the package, and CIFAR-10."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "archive",
        "caches",
        "cifar10",
        "download",
        "hosts",
        "image_file",
        "samples",
        "stand_in",
    ],
)
