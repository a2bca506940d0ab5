"""What intake keeps in tables beside its log, folded in the same transaction as every append:
lists, and nothing that decides.
"""
