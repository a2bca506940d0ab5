"""The figures as web pages that print well."""
