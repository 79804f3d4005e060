"""The exceptions of the library. A message says what was given, where, what was expected and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

from attrs import frozen

from antipoverty._shared.privacy import masked, shown

if TYPE_CHECKING:
    from antipoverty.text import Detail, Language, Text

__all__ = [
    "AntipovertyError",
    "EngineFailed",
    "FundError",
    "InvalidDocument",
    "InvalidValue",
    "MissingExtra",
    "NoLongerInForce",
    "NoTruthValue",
    "NoValueOnDate",
    "NotWritten",
    "NotYetInForce",
    "ParameterError",
    "Problem",
    "ProcedureError",
    "RulebookError",
    "UnknownParameter",
]


class AntipovertyError(Exception):
    """The root of every exception that the library raises on purpose.

    Every message masks numbers that may identify a person. Exceptions can be pickled with their attributes, so that a
    process pool passes them on unchanged. Two are equal if their messages and attributes are.
    """

    def __init__(self, *args: object) -> None:
        super().__init__(*(masked(arg) if isinstance(arg, str) else arg for arg in args))

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and (self.args, vars(self)) == (other.args, vars(other))

    def __hash__(self) -> int:
        return hash((type(self), str(self)))

    def __reduce__(self) -> tuple[object, ...]:
        # By default an exception is rebuilt from `args`, which has the message and not the arguments of its class.
        return _restored, (type(self), self.args, self.__dict__)


def _restored(
    kind: type[AntipovertyError], args: tuple[object, ...], attributes: dict[str, object]
) -> AntipovertyError:
    error = kind.__new__(kind, *args)
    error.args = args  # an OSError takes them in its own `__init__` alone
    error.__dict__.update(attributes)
    return error


class InvalidValue(AntipovertyError, ValueError):
    """An impossible value: of the wrong type, out of range, or contradicting another.

    Attributes:
        field: the field's name, as a dotted path.
        given: the value as the message shows it.
        expected: what would have been accepted.

    The value itself is shown only if it is not personal; numbers that may identify a person are masked.

    >>> raise InvalidValue("size", 0, "a whole number from 1 to 100")
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidValue: size: got 0; expected a whole number from 1 to 100
    """

    def __init__(self, field: str, value: object, expected: str, *, personal: bool = False) -> None:
        self.field = masked(field)
        self.given = shown(value, personal=personal)
        self.expected = masked(expected)
        super().__init__(f"{field}: got {self.given}; expected {expected}")


@frozen
class Problem:
    """One error in a document.

    Attributes:
        path: where it is: names of objects' members and places in arrays, from the outside in.
        given: the kind of the value; the value itself only where it cannot be personal.
        expected: what would have been accepted.

    >>> problem = Problem(("members", 0, "birth_date"), "a whole number", "a date such as '2014-04-02'")
    >>> print(problem)
    $.members[0].birth_date: got a whole number; expected a date such as '2014-04-02'
    >>> problem.pointer
    '/members/0/birth_date'
    """

    path: tuple[str | int, ...]
    given: str
    expected: str

    @property
    def place(self) -> str:
        """The path as JSON paths are written (RFC 9535): ``$.members[0].birth_date``."""
        return "$" + "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in self.path)

    @property
    def pointer(self) -> str:
        """The path as a JSON pointer (RFC 6901): ``/members/0/birth_date``."""
        return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in self.path)

    def __str__(self) -> str:
        return f"{self.place}: got {self.given}; expected {self.expected}"


class InvalidDocument(InvalidValue):
    """A stored document with impossible content: all its errors, with their places.

    Attributes:
        problems: the errors, in the order of the document.

    >>> raise InvalidDocument("Household", [Problem(("size",), "a string", "a whole number from 1 to 100")])
    Traceback (most recent call last):
    ...
    antipoverty.errors.InvalidDocument: Household: $.size: got a string; expected a whole number from 1 to 100
    """

    def __init__(self, kind: str, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        self.field = masked(kind)
        self.given = f"{len(self.problems)} problems"
        self.expected = "a document without these problems"
        listed = [str(problem) for problem in self.problems[:_LISTED]]
        if more := len(self.problems) - len(listed):
            listed.append(f"and {more} more")
        AntipovertyError.__init__(self, f"{kind}: {'; '.join(listed)}")


#: The most problems that a message lists; all are in the exception's `problems`.
_LISTED = 20


class RulebookError(AntipovertyError):
    """A rulebook that cannot be loaded: the message names the file, the key and the error."""


class ParameterError(AntipovertyError, LookupError):
    """A parameter without a value on the date. It has four kinds."""


class UnknownParameter(ParameterError):
    """No parameter of that name exists in the rulebook."""


class NotYetInForce(ParameterError):
    """The date lies before the parameter's first value."""


class NoLongerInForce(ParameterError):
    """The date lies at or after the end of the parameter's last value."""


class NoValueOnDate(ParameterError):
    """The date lies in a gap between two values, or the rulebook names the parameter but leaves its value open."""


class NoTruthValue(AntipovertyError, TypeError):
    """An outcome that may be unknown was used as a bool.

    >>> from antipoverty.rules import Outcome
    >>> bool(Outcome.NOT_MET)
    Traceback (most recent call last):
    ...
    antipoverty.errors.NoTruthValue: Outcome.NOT_MET has no truth value, since an outcome may also be unknown; compare \
it: `outcome is Outcome.MET`
    """


class ProcedureError(AntipovertyError):
    """An event that the procedure does not allow: out of order, too early, or incomplete."""


class FundError(AntipovertyError):
    """An entry that a ledger refuses, and why; each reason is a subclass. The ledger stays as it was.

    Attributes:
        entry: the entry's key.
        text: the reason, in both languages.
    """

    def __init__(self, entry: str, text: Text) -> None:
        self.entry = entry
        self.text = text
        super().__init__(f"entry {entry}: {text.en}")

    def explain(self, language: Language = "en", *, detail: Detail = "full") -> str:
        """The reason, which is as short as it is full (`antipoverty.prose`)."""
        from antipoverty.prose import explain

        return explain(self, language, detail=detail)


class MissingExtra(AntipovertyError, ImportError):
    """A function needs a library that is not installed.

    >>> raise MissingExtra("proof", "z3-solver")
    Traceback (most recent call last):
    ...
    antipoverty.errors.MissingExtra: this needs z3-solver: pip install 'antipoverty[proof]'
    """

    def __init__(self, extra: str, library: str) -> None:
        super().__init__(f"this needs {library}: pip install 'antipoverty[{extra}]'")


class EngineFailed(AntipovertyError, RuntimeError):
    """The engine of a data frame has failed without an error of its own.

    >>> raise EngineFailed("read")
    Traceback (most recent call last):
    ...
    antipoverty.errors.EngineFailed: read: the engine failed on this input, which is a fault in it; nothing was kept
    """

    def __init__(self, function: str) -> None:
        super().__init__(f"{function}: the engine failed on this input, which is a fault in it; nothing was kept")
        self.function = function


class NotWritten(AntipovertyError, OSError):
    """A file that could not be written; an existing file is unchanged.

    >>> raise NotWritten("county.csv", "room on its disk")
    Traceback (most recent call last):
    ...
    antipoverty.errors.NotWritten: county.csv: could not be written, and is as it was; expected room on its disk
    """

    def __init__(self, name: str, expected: str) -> None:
        super().__init__(f"{name}: could not be written, and is as it was; expected {expected}")
        self.name, self.expected = name, expected


_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def no_panic(function: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """Raise `EngineFailed` where the engine panics, which ``except Exception`` would not catch.

    >>> @no_panic
    ... def sixth() -> float:
    ...     return 1 / 6
    >>> round(sixth(), 3)
    0.167
    """

    @wraps(function)
    def guarded(*args: _Arguments.args, **kwargs: _Arguments.kwargs) -> _Result:
        try:
            return function(*args, **kwargs)
        except BaseException as error:
            # Every engine has its own class for panics, without a public name.
            if isinstance(error, Exception) or type(error).__name__ != "PanicException":
                raise
            raise EngineFailed(function.__name__) from None

    return guarded
