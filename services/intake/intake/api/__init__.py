"""Intake over REST: customers, contacts and cases.

`case_routes.py` and `customer_routes.py` say what there is.
"""
