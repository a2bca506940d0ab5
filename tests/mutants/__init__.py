"""Mutants: small mistakes put into the rules, one at a time; a test that lets one live is missing."""
