"""Reviews, boards and rows drawn from the log.

Its rows can be thrown away and rebuilt; published reviews and their amendments are only here.
"""
