"""``python -m pxgov_check``."""

from pxgov_check.cli.entry import run

if __name__ == "__main__":
    run()
