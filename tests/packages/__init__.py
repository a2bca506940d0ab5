"""Wheels of Tocsin's packages, installed where nothing else is."""
