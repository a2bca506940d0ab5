"""What happens to deadlines when something happens to a case.

One `when_*` file each, and `reactions_table.py` lists them.
"""
