"""Keras networks trained in view, and what a training leaves behind."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["mistakes", "networks", "runs", "tensorboard"],
    submod_attrs={
        "device": ["keras"],
        "live_view": ["replay"],
        "trainer": [
            "BATCH_SIZE",
            "CLASSES",
            "EPOCHS",
            "OPTIMIZER",
            "batches",
            "device_report",
            "evaluate",
            "probabilities",
            "train",
        ],
    },
)
