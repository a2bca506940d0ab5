"""Tables that the notifier keeps in the transaction of each append."""
