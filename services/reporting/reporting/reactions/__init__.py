"""What reporting does when events come in: it changes rows, and nothing else."""
