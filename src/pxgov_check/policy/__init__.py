"""What the document demands: the pack's models, loading with file and line, digest, and proof against the source."""
