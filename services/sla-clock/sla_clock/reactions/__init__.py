"""What happens to deadlines when something happens to a case: one `when_*` file each, and `reactions_table.py` lists them."""
