"""Live views of a layer: the controls of its settings above a player that follows them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__, submod_attrs={"layer": ["conv1d", "conv2d", "dense", "pooling"]}
)
