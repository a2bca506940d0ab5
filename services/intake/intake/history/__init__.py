"""Imports another ticket system's export as events, recorded at the times they happened."""
