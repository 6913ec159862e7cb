"""Train Keras networks while their learner watches, and compare the records of trainings.

Keras takes seconds to load, so everything here is loaded when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submodules=["mistakes", "networks", "runs", "tensorboard"],
    submod_attrs={
        "checks": ["check"],
        "device": ["keras"],
        "callbacks.keeper": ["keep"],
        "speed": ["device_report"],
        "view.replay": ["replay"],
        "callbacks.watcher": ["watch"],
    },
)
