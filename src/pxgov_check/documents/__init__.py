"""Files that people open. Each is returned as bytes; the command line writes them."""
