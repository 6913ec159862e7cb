"""Still pictures and films of traces, numbers, kernels and feature maps."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "animation": ["film"],
        "closeup": ["closeups", "grids", "lines", "maps"],
        "colours": ["INK", "INPUT", "KERNEL", "OUTPUT", "SOFT"],
        "figures": ["feature_maps", "film_strip", "grid", "kernels", "pictures", "step"],
        "theme": ["Picture", "canvas"],
    },
)
