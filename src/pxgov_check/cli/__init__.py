"""The command line: one file a command. It parses, calls, writes and exits; nothing else in pxcheck prints."""
