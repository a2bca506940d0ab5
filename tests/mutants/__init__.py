"""Mutants: small mistakes put into the rules, one at a time.

A test that lets one live is missing.
"""
