"""The shape of a policy pack: what a person writes in data/ and rules/.

Every fact carries the phrase it comes from (``source``). What the document does not say is written as
``{value: …, basis: inferred, note: …}``; see Fact.
"""

from __future__ import annotations

from dataclasses import field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Generic, Literal, TypeVar

from pxgov_check.model import Lang, Severity, Status
from pxgov_check.policy.entry import Before, Constraint, Entry

T = TypeVar("T")

IndicatorId = Annotated[str, Constraint(pattern=r"^I\d{2}$")]
TaskId = Annotated[str, Constraint(pattern=r"^T\d{2}$")]
CommitmentId = Annotated[str, Constraint(pattern=r"^C\d{2}$")]
RuleId = Annotated[str, Constraint(pattern=r"^[FAX]\d{3}$")]
Words = Annotated[str, Constraint(min_length=1)]
Position = Annotated[int, Constraint(ge=1)]
SubjectId = Annotated[str, Constraint(pattern=r"^[IT]\d{2}$")]


class Text(Entry):
    """The same words in both languages."""

    zh: Words
    en: Words

    def __getitem__(self, lang: Lang) -> str:
        """Return the words in ``lang``."""
        return self.zh if lang == "zh" else self.en


class Basis(StrEnum):
    """Whether the document says so or we had to assume it."""

    STATED = "stated"
    INFERRED = "inferred"


class Fact(Entry, Generic[T]):
    """A value and what it rests on. In YAML a bare value stands for a stated one."""

    value: T
    basis: Basis = Basis.STATED
    note: Words | None = None

    def __post_init__(self) -> None:
        if self.basis is Basis.INFERRED and self.note is None:
            raise ValueError("an inferred value needs a note that says why")


def _bare_is_stated(given: Any) -> Any:  # noqa: ANN401 (what YAML holds)
    return given if isinstance(given, dict) and "value" in given else {"value": given}


# A fact as it is written.
Stated = Annotated[Fact[T], Before(_bare_is_stated)]


class Source(Entry):
    """Where the document says it.

    ``quote`` is a short verbatim phrase (white space folded). ``begins`` opens a longer passage that ends with the
    quote; ``digest`` is the first 16 hex digits of the sha256 of that folded passage, so that an edit anywhere in it
    is noticed without copying its sentences.
    """

    section: Words
    quote: Words
    begins: Words | None = None
    digest: Annotated[str, Constraint(pattern=r"^[0-9a-f]{16}$")] | None = None

    def __post_init__(self) -> None:
        if (self.begins is None) != (self.digest is None):
            raise ValueError("begins and digest go together")


class Erratum(Entry):
    """A misprint or contradiction of the document that touches an entry; recorded, never repaired silently."""

    id: Annotated[str, Constraint(pattern=r"^E\d{2}$")]
    note: Words


class Kind(StrEnum):
    """What sort of figure: percentage and score have the unit %, counts are whole unless counted in 万."""

    PERCENTAGE = "percentage"
    COUNT = "count"
    RATIO = "ratio"
    SCORE = "score"


class Reporting(Entry):
    """Who reports an indicator: each unit for itself, or one unit for the city."""

    mode: Literal["each_unit", "single"]
    reported_by: Words | None = None

    def __post_init__(self) -> None:
        if (self.mode == "single") != (self.reported_by is not None):
            raise ValueError("mode single needs reported_by, mode each_unit has none")


class Baseline(Entry):
    """The figure that progress is counted from."""

    on: date
    value: Decimal


class Indicator(Entry):
    """Something measured. ``name_text`` is the name as printed; ``parts`` is set where only k/parts can occur."""

    id: IndicatorId
    no: Position
    category: Words
    name: Words
    name_en: Words
    name_text: Words
    aliases: tuple[Words, ...] = ()
    unit: Stated[str]
    kind: Stated[Kind]
    direction: Stated[Literal["higher_better", "lower_better"]]
    attribute: Literal["预期性", "约束性"]
    baseline: Stated[Baseline]
    numerator: Stated[Words] | None = None
    denominator: Stated[Words] | None = None
    parts: Annotated[int, Constraint(ge=2)] | None = None
    cumulative: Stated[bool]
    reporting: Stated[Reporting]
    aggregate: Stated[Literal["ratio", "sum", "single"]]
    driven_by: Stated[tuple[TaskId, ...]]
    source: Source
    erratum: tuple[Erratum, ...] = ()

    @property
    def is_percent(self) -> bool:
        """Whether figures are per cent: 0 to 100, gaps in percentage points."""
        return self.unit.value == "%"


class IndicatorsFile(Entry):
    """data/indicators.yaml."""

    indicators: tuple[Indicator, ...]


class Task(Entry):
    """Something to be done by a date. ``units`` in the printed order by canonical name; ``open_ended`` for 等."""

    id: TaskId
    no: Position
    section: Words
    area: Words
    title: Words
    title_en: Words
    units: Annotated[tuple[Words, ...], Constraint(min_length=1)]
    units_text: Words
    open_ended: bool
    deadline: date | Literal["ongoing"]
    deadline_text: Words
    source: Source
    erratum: tuple[Erratum, ...] = ()

    @property
    def due(self) -> date | None:
        """The due day, or None for an ongoing task."""
        return None if self.deadline == "ongoing" else self.deadline


class TasksFile(Entry):
    """data/tasks.yaml."""

    tasks: tuple[Task, ...]


class Unit(Entry):
    """A department on the roster."""

    name: Words
    name_en: Words
    kind: Words
    aliases: Stated[tuple[Words, ...]]
    source: Source
    erratum: tuple[Erratum, ...] = ()


class UnitGroup(Entry):
    """A group that the document names without naming its members, so that nobody can be chased by name."""

    name: Words
    name_en: Words
    note: Words
    source: Source


class UnitsFile(Entry):
    """data/units.yaml."""

    units: tuple[Unit, ...]
    groups: tuple[UnitGroup, ...] = ()


class CommitmentDemand(Entry):
    """The figure in a commitment, where it has one."""

    op: Literal[">=", ">", "<=", "<"]
    value: Decimal
    unit: str
    basis: Basis
    note: Words | None = None


class Commitment(Entry):
    """A checkable sentence outside the tables: mapped to indicators or tasks, or manual with what would settle it."""

    id: CommitmentId
    title: Words
    title_en: Words
    subjects: tuple[SubjectId, ...] = ()
    manual: Words | None = None
    demand: CommitmentDemand | None = None
    due: date | None = None
    due_text: Words | None = None
    note: Words | None = None
    source: Source
    erratum: tuple[Erratum, ...] = ()

    def __post_init__(self) -> None:
        if not self.subjects and self.manual is None:
            raise ValueError("a commitment is mapped to indicators or tasks, or says under manual what would settle it")


class CommitmentsFile(Entry):
    """data/commitments.yaml."""

    commitments: tuple[Commitment, ...]


class MilestoneColumn(Entry):
    """A year column of the indicator table: the head as printed, and the day it means."""

    text: Words
    due: date


class SourceFile(Entry):
    """The text that the pack was read from."""

    sha256: Annotated[str, Constraint(pattern=r"^[0-9a-f]{64}$")]
    characters: int


class PolicyInfo(Entry):
    """data/policy.yaml: the document itself."""

    id: Annotated[str, Constraint(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    version: Words
    title: Words
    title_en: Words
    document_no: Words
    issuer: Words
    city: Words
    issued_on: Stated[date]
    metadata_date: date | None = None
    milestone_columns: tuple[MilestoneColumn, ...]
    milestones_source: Source
    source: Source
    source_file: SourceFile
    # Wording that a pack does not give is the program's own; see policy/inherit.py.
    statuses: dict[Status, Text] = field(default_factory=dict)
    severities: dict[Severity, Text] = field(default_factory=dict)
    # Days after a period's end by which its forms are to be in.
    due: Stated[int] = Fact(value=15, basis=Basis.INFERRED, note="—")
    erratum: tuple[Erratum, ...] = ()
