"""A result as text: one file a format. A format returns text; it never prints and never decides the exit code."""
