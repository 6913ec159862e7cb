"""What a learner sees while a network is trained: a text log, or a live view in a notebook."""
