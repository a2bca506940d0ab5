"""Clients of the APIs: any call is answered as documented, and the generated client works."""
