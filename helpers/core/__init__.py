"""What a layer computes, in NumPy: shapes, counts, values, steps, and networks of layers."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=[
        "arrays",
        "files",
        "geometry",
        "layer_base",
        "layers",
        "limits",
        "network",
        "params",
        "reference",
        "text",
        "trace",
    ],
)
