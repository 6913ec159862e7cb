"""Train Keras networks while their learner watches, and compare the records of trainings.

Keras takes seconds to load, so everything here is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["mistakes", "networks", "runs", "tensorboard"],
    submod_attrs={
        "device": ["keras"],
        "speed": ["device_report"],
        "trainer": [
            "BATCH_SIZE",
            "CLASSES",
            "EPOCHS",
            "OPTIMIZER",
            "batches",
            "evaluate",
            "probabilities",
            "train",
        ],
        "view.replay": ["replay"],
    },
)
