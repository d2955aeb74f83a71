"""What a format needs beside the result: words, the policy, what fails the run, and where paths begin."""

from __future__ import annotations

from os.path import normpath
from pathlib import PurePath

from pxgov_check.frozen import frozen
from pxgov_check.policy.messages import Messages
from pxgov_check.policy.pack import Policy

# The width of a text report that goes to a file or a pipe, in cells.
FILE_WIDTH = 100

# Where docs/rules/ is published, for links from SARIF and JUnit: an absolute URL that ends in "/". The project has no
# public address; an installation names its own with the setting rule-pages.
RULE_PAGES: str | None = None


@frozen
class Repository:
    """The working copy that a pipeline runs in: its ``root``, and the ``folder`` that pxcheck was called from.

    ``spellings`` are other names of the root, by symbolic links.
    """

    root: str = ""
    folder: str = ""
    spellings: tuple[str, ...] = ()

    def path(self, file: str) -> str:
        """Return a file's path from the root, with forward slashes; what lies outside stays absolute."""
        if not self.root:
            return PurePath(normpath(file)).as_posix()
        whole = PurePath(normpath(PurePath(self.folder, file)))
        roots = (root for root in (self.root, *self.spellings) if whole.is_relative_to(root))
        return next((whole.relative_to(root) for root in roots), whole).as_posix()


@frozen
class Context:
    """Everything a format may use. It decides nothing: the exit code and what made it stand here already."""

    policy: Policy
    messages: Messages
    exit_code: int = 0
    fail_on: frozenset[str] = frozenset()
    repository: Repository = Repository()
    rule_pages: str | None = RULE_PAGES

    def rule_page(self, entry: str) -> str | None:
        """Return the address of the page about a rule, an indicator or a task; None where none is published."""
        return f"{self.rule_pages.rstrip('/')}/{entry}.md" if self.rule_pages else None

    def read_on(self, entry: str) -> str:
        """Return where the page about an entry is; where none is published, the command that shows it."""
        return self.rule_page(entry) or f"pxcheck explain {entry}"
