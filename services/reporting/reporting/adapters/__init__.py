"""How rows with their history are kept in Postgres, and read as of an instant."""
