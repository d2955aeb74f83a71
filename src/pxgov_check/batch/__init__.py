"""Many files → judged pieces: one pure function over a batch, and what runs it: one process, a pool, or a cluster."""
