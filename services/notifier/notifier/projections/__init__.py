"""Tables that the notifier keeps in the transaction of each append: who can be paged, its pages, their messages and timers."""
