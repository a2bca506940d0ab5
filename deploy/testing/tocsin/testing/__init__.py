"""The whole of Tocsin for a client's own tests. The fixture `tocsin_system` needs no import; its
type is `tocsin.testing.system.TocsinSystem`.
"""
