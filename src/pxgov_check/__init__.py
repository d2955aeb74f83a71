"""pxcheck: checks departments' Excel reports against a policy's targets and tasks."""

__version__ = "0.1.0"
