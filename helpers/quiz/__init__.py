"""Questions to learners, the verdicts on their answers, and the widgets that ask."""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach(
    __name__,
    submod_attrs={
        "exercise": ["Choice", "Exercise", "Verdict"],
        "memory": ["forget"],
        "prediction": ["Predictions", "Quiz"],
        "review_card": ["again", "exam"],
    },
)
