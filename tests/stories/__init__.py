"""All four services in one process, time moved by hand."""
