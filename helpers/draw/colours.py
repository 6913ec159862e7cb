"""The colours of the suite; what each stands for is said in ``style``."""

INPUT, KERNEL, OUTPUT = "#0b6bb0", "#b45309", "#0f766e"
INK, SOFT, LINE, PANEL = "#1f2328", "#57606a", "#d0d7de", "#f6f8fa"
RING = "#f59e0b"
NEGATIVE, ZERO, POSITIVE = "#805abe", "#ffffff", "#f09632"
HUES = {"red": "#d64541", "green": "#2e8b57", "blue": "#3465b8"}
