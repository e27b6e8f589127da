"""Tables of the store. Integer keys inside, digests and ids as they travel only where they are looked up.

Revisions are append-only and clustered by arrival; what is current is clustered by case, so that opening a case
reads a page or two and saving an answer touches five pages. There is no index on digests: it would cost every
save a page at a random place, and only audits look a digest up without knowing its case. Derived tables have no
foreign keys, because each would cost a look-up a row; ``audit`` derives them again and compares.
"""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Index, Integer, LargeBinary, Text
from sqlmodel import Field, SQLModel

_NO_ROWID = {"sqlite_with_rowid": False}


def _text(default: str = "") -> Column[str]:
    return Column(Text, nullable=False, server_default=default)


def _count(default: int = 0) -> Column[int]:
    return Column(Integer, nullable=False, server_default=str(default))


def _blob(nullable: bool = False) -> Column[bytes]:
    return Column(LargeBinary, nullable=nullable)


def _key(target: str, *, primary: bool = False, nullable: bool = False, index: bool = False) -> Column[int]:
    return Column(Integer, ForeignKey(target), primary_key=primary, nullable=nullable, index=index)


class CaseFile(SQLModel, table=True):
    """One case with its list row; ``-`` and ``lead`` are the files of what belongs to no case, never listed."""

    __tablename__ = "case_file"
    __table_args__ = (
        Index("case_file_by_ref", "listed", "case_ref"),
        Index("case_file_by_pdu", "listed", "pdu", "case_ref"),
        Index("case_file_by_inspector", "listed", "inspector", "case_ref"),
        Index("case_file_by_practitioner", "listed", "practitioner", "case_ref"),
    )

    id: int | None = Field(default=None, primary_key=True)
    case_id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    listed: int = Field(sa_column=_count())
    practice: int = Field(sa_column=_count())
    second: int = Field(sa_column=_count())
    counted: int = Field(sa_column=_count())
    case_ref: str = Field(sa_column=_text())
    pdu: str = Field(sa_column=_text())
    practitioner: str = Field(sa_column=_text())
    grade: str = Field(sa_column=_text())
    sentence_type: str = Field(sa_column=_text())
    rosh: str = Field(sa_column=_text())
    sex: str = Field(sa_column=_text())
    age_band: str = Field(sa_column=_text())
    ethnicity: str = Field(sa_column=_text())
    disability: str = Field(sa_column=_text())
    route: str = Field(sa_column=_text())
    inspector: str = Field(sa_column=_text())
    interviewer: str = Field(sa_column=_text())
    interview_at: str = Field(sa_column=_text())
    interviewed: str = Field(sa_column=_text())
    file_read: int = Field(sa_column=_count())
    signed_off_at: str = Field(sa_column=_text())
    excluded: int = Field(sa_column=_count())
    excluded_reason: str = Field(sa_column=_text())
    answered: int = Field(sa_column=_count())
    total: int = Field(sa_column=_count())
    conflicts: int = Field(sa_column=_count())
    alerts: int = Field(sa_column=_count())
    alerts_open: int = Field(sa_column=_count())
    returned: int = Field(sa_column=_count())
    changed_at: str = Field(sa_column=_text())


class Stream(SQLModel, table=True):
    """One installation's revisions on one case. ``own``: written by this store, now or under an earlier number."""

    __tablename__ = "stream"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    case_key: int = Field(sa_column=_key("case_file.id", index=True))
    own: int = Field(sa_column=_count())


class RevisionRow(SQLModel, table=True):
    """One revision as its two lines. ``arrived``: the package that first brought it, none when written here."""

    __tablename__ = "revision"
    __table_args__ = (Index("revision_by_stream", "stream", "counter"),)

    id: int | None = Field(default=None, primary_key=True)
    stream: int = Field(sa_column=_key("stream.id"))
    counter: int
    arrived: int | None = Field(sa_column=_key("package.id", nullable=True))
    digest: bytes = Field(sa_column=_blob())
    header: bytes = Field(sa_column=_blob())
    value: bytes | None = Field(sa_column=_blob(nullable=True))


class CurrentRow(SQLModel, table=True):
    """The counting heads of a subject: digests joined in order, the row of the first, and its answer when it is one.

    ``answer``: 0 none, 1 yes, 2 no, 3 not applicable; empty for other kinds.
    """

    __tablename__ = "current"
    __table_args__ = (
        Index("current_in_conflict", "case_key", sqlite_where=Column("conflicting", Integer) == 1),
        _NO_ROWID,
    )

    case_key: int = Field(primary_key=True)
    subject: str = Field(sa_column=Column(Text, primary_key=True))
    head: int
    heads: bytes = Field(sa_column=_blob())
    conflicting: int = Field(sa_column=_count())
    answer: int | None = Field(default=None)


class Question(SQLModel, table=True):
    """A reference that has been answered, by number."""

    __tablename__ = "question"

    id: int | None = Field(default=None, primary_key=True)
    ref: str = Field(sa_column=Column(Text, nullable=False, unique=True))


class CountedAnswer(SQLModel, table=True):
    """An answer that counts, and nothing else: the index that results are grouped over.

    ``answer`` as in ``CurrentRow``, after moderation; ``original`` differs where moderation settled another.
    """

    __tablename__ = "counted_answer"
    __table_args__ = (
        Index("counted_answer_moderated", "question", sqlite_where=Column("original", Integer).is_not(None)),
        _NO_ROWID,
    )

    question: int = Field(primary_key=True)
    answer: int = Field(primary_key=True)
    case_key: int = Field(primary_key=True)
    original: int | None = Field(default=None)


class PackageRow(SQLModel, table=True):
    """A package that was read here; ``counts`` 0 while it is set aside."""

    __tablename__ = "package"

    id: int | None = Field(default=None, primary_key=True)
    package_id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    manifest_digest: str
    sender: str = Field(index=True)
    kind: str
    sequence: int
    previous: str
    at: str
    status: str
    file_sha256: str
    file_name: str
    made_at: str
    counts: int = 1


class Brought(SQLModel, table=True):
    """Counters of a stream that a package brought, known ones included."""

    __tablename__ = "brought"
    __table_args__ = (_NO_ROWID,)

    stream: int = Field(sa_column=_key("stream.id", primary=True))
    package: int = Field(sa_column=_key("package.id", primary=True))
    first: int = Field(primary_key=True)
    last: int


class TwinRow(SQLModel, table=True):
    """Which packages brought a revision at a counter that holds several, because a store was used twice."""

    __tablename__ = "twin"
    __table_args__ = (_NO_ROWID,)

    revision: int = Field(sa_column=_key("revision.id", primary=True))
    package: int = Field(sa_column=_key("package.id", primary=True))


class SentRow(SQLModel, table=True):
    """A package written for one addressee; ``coverage`` is JSON, stream to counter."""

    __tablename__ = "sent"

    id: int | None = Field(default=None, primary_key=True)
    package_id: str = Field(sa_column=Column(Text, nullable=False, unique=True))
    addressee: str = Field(index=True)
    kind: str
    sequence: int
    manifest_digest: str
    at: str
    coverage: str


class ReceiptRow(SQLModel, table=True):
    """A verified receipt as it came."""

    __tablename__ = "receipt"

    id: int | None = Field(default=None, primary_key=True)
    sender: str = Field(index=True)
    document: bytes
    signature: bytes
    coverage: str
    at: str


class CoverageRow(SQLModel, table=True):
    """How far a recipient has a stream, by verified receipts."""

    __tablename__ = "coverage"
    __table_args__ = (_NO_ROWID,)

    recipient: str = Field(primary_key=True)
    stream: str = Field(primary_key=True)
    counter: int


class HeldRow(SQLModel, table=True):
    """A quarantined package, or one case of it."""

    __tablename__ = "quarantine"

    id: int | None = Field(default=None, primary_key=True)
    package_id: str = Field(index=True)
    case_id: str
    sender: str
    code: str
    params: str
    at: str
    released: int = 0


class HeadsRow(SQLModel, table=True):
    """Signed stream heads of an installation as they came."""

    __tablename__ = "signed_heads"

    id: int | None = Field(default=None, primary_key=True)
    installation: str = Field(index=True)
    author: str
    digest: str
    document: bytes
    signature: bytes


class DocumentRow(SQLModel, table=True):
    """A signed document as it came, under kind and key."""

    __tablename__ = "document"
    __table_args__ = (Index("document_by_key", "kind", "key", unique=True),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    key: str
    document: bytes
    signature: bytes


class CardRow(SQLModel, table=True):
    """A trusted identity card."""

    __tablename__ = "card"

    fingerprint: str = Field(primary_key=True)
    document: bytes
    trusted_at: str


class PackRow(SQLModel, table=True):
    """A question pack as canonical JSON."""

    __tablename__ = "pack"

    digest: str = Field(primary_key=True)
    document: bytes
    signature: bytes


class SecretRow(SQLModel, table=True):
    """Key material that belongs to this store."""

    __tablename__ = "secret"

    name: str = Field(primary_key=True)
    value: bytes


class SettingRow(SQLModel, table=True):
    """A JSON value under a name."""

    __tablename__ = "setting"

    name: str = Field(primary_key=True)
    value: str


class DraftRow(SQLModel, table=True):
    """What is being typed about one subject."""

    __tablename__ = "draft"

    subject: str = Field(primary_key=True)
    case_id: str
    content: str
    heads: str
    at: str


class BinnedDraftRow(SQLModel, table=True):
    """What was typed and let go: it can be looked at and brought back for thirty days."""

    __tablename__ = "binned_draft"

    id: int | None = Field(default=None, primary_key=True)
    subject: str = Field(sa_column=Column(Text, nullable=False))
    case_id: str = Field(sa_column=Column(Text, nullable=False, index=True))
    content: str = Field(sa_column=Column(Text, nullable=False))
    heads: str = Field(sa_column=Column(Text, nullable=False))
    at: str = Field(sa_column=Column(Text, nullable=False))
    binned_at: str = Field(sa_column=Column(Text, nullable=False))


class ErasedRow(SQLModel, table=True):
    """A revision whose words were erased, so that no later package brings them back."""

    __tablename__ = "erased"

    digest: bytes = Field(sa_column=Column(LargeBinary, primary_key=True))
