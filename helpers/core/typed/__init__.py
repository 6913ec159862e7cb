"""What a learner types: numbers and sums, read and compared with the true ones."""
