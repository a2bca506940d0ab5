"""What every REST service of Tocsin shares: identity, problems, paging, idempotency, health,
logging, docs and serving."""
