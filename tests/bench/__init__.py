"""How fast the backbone is, beside yardsticks of the same run:

`make bench`. No test asserts on these figures.
"""
