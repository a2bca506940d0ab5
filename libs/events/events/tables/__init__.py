"""The library's tables as numbered steps that never change once published:

`store_0001.sql`, `store_0002.sql`, ...
"""
