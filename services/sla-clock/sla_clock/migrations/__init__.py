"""How the clock's Postgres schema came to be, step by step."""
