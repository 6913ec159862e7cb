"""A lesson to begin from: a page of the right shape, with a small subject to be replaced."""
