"""Questions, answers, and what is said to them."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "exercise": ["Choice", "Exercise", "Verdict"],
        "prediction": ["Predictions", "Quiz"],
    },
)
