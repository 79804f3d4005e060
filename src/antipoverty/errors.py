"""The one hierarchy of exceptions. Every message says what was given, what was expected, and where."""

from __future__ import annotations

__all__ = [
    "AntipovertyError",
    "FundError",
    "InvalidDocument",
    "InvalidValue",
    "MissingExtra",
    "NoLongerInForce",
    "NoTruthValue",
    "NoValueOnDate",
    "NotYetInForce",
    "ParameterError",
    "ProcedureError",
    "RulebookError",
    "UnknownParameter",
]


class AntipovertyError(Exception):
    """The root of every exception that the library raises on purpose."""


class InvalidValue(AntipovertyError, ValueError):
    """A value that cannot be: of the wrong type, out of range, or contradicting another.

    Attributes:
        field: the field's name, as a dotted path.
        expected: what would have been accepted.

    The value itself is shown only when it is not personal.

    >>> raise InvalidValue("size", 0, "a whole number from 1 to 100")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: size: got 0; expected a whole number from 1 to 100
    """

    def __init__(self, field: str, value: object, expected: str, *, personal: bool = False) -> None:
        self.field = field
        self.expected = expected
        hidden = personal and value is not None
        shown = f"a {type(value).__name__} that is not shown, being personal" if hidden else repr(value)
        super().__init__(f"{field}: got {shown}; expected {expected}")

    def __reduce__(self) -> tuple[object, ...]:
        # An exception is rebuilt from its message by default; a process pool has to hand this one on whole.
        return _restored, (type(self), str(self), {"field": self.field, "expected": self.expected})


def _restored(kind: type[InvalidValue], message: str, attributes: dict[str, object]) -> InvalidValue:
    error = kind.__new__(kind, message)
    error.args = (message,)
    error.__dict__.update(attributes)
    return error


class InvalidDocument(InvalidValue):
    """A JSON document whose content cannot be: the message gives the place of everything that is wrong.

    >>> raise InvalidDocument("Household", ["expected a whole number @ $.size"])
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidDocument: Household: expected a whole number @ $.size
    """

    def __init__(self, kind: str, problems: list[str]) -> None:
        Exception.__init__(self, f"{kind}: {'; '.join(problems)}")
        self.field = kind
        self.expected = "a document without these problems"


class RulebookError(AntipovertyError):
    """A rulebook that cannot be loaded as it stands: the message names the file, the key and what is wrong."""


class ParameterError(AntipovertyError, LookupError):
    """A parameter that has no value to give. Its four kinds are never confused."""


class UnknownParameter(ParameterError):
    """No parameter of that name exists in the rulebook."""


class NotYetInForce(ParameterError):
    """The date lies before the parameter's first value."""


class NoLongerInForce(ParameterError):
    """The date lies at or after the end of the parameter's last value."""


class NoValueOnDate(ParameterError):
    """The date lies in a gap between two values, or the rulebook names the parameter but leaves its value open."""


class NoTruthValue(AntipovertyError, TypeError):
    """An answer that may be unknown was used as if it were true or false.

    >>> from antipoverty.rules import Outcome
    >>> bool(Outcome.NOT_MET)
    Traceback (most recent call last):
    ...
    antipoverty.errors.NoTruthValue: Outcome.NOT_MET has no truth value, since an outcome may also be unknown; compare \
it: `outcome is Outcome.MET`
    """


class ProcedureError(AntipovertyError):
    """An event that the procedure does not allow: out of order, too early, or without what it needs."""


class FundError(AntipovertyError):
    """An entry that the ledger refuses. The ledger stays as it was."""


class MissingExtra(AntipovertyError, ImportError):
    """A function needs a library that is not installed.

    >>> raise MissingExtra("proof", "z3-solver")
    Traceback (most recent call last):
    ...
    antipoverty.errors.MissingExtra: this needs z3-solver: pip install 'antipoverty[proof]'
    """

    def __init__(self, extra: str, library: str) -> None:
        super().__init__(f"this needs {library}: pip install 'antipoverty[{extra}]'")
