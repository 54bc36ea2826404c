"""Everything that can go wrong for a user: one root, each error a sentence that says what to do."""

from graph.messages import Message


class InterclusterError(Exception):
    """The request cannot be answered: `InterclusterError("%(name)s is not there.", name=name)`, or of a Message.

    It is one sentence that a user can act on. `status` is the HTTP status the API answers with; the command line exits
    with 1 whatever it is.
    """

    status = 400

    def __init__(self, said: str, /, **values: object) -> None:
        self.message = said if isinstance(said, Message) else Message(said, **values)
        super().__init__(self.message)

    @property
    def on_page(self) -> Message:
        """What a page says, which has buttons where the command line has options."""
        return self.message


class BadInputError(InterclusterError):
    """A file or row is not what it should be; the message names file, row and column."""

    status = 422


class AdvisedError(BadInputError):
    """A problem with two ways out of it: an option of the command line, or a button of a page."""

    def __init__(self, problem: str, option: str, button: str) -> None:
        super().__init__("%(problem)s %(advice)s", problem=problem, advice=option)
        self.problem, self.option, self.button = problem, option, button

    def __reduce__(self) -> tuple[type["AdvisedError"], tuple[str, str, str]]:
        """Say how a copy is made: files are read in another process."""
        return AdvisedError, (self.problem, self.option, self.button)

    @property
    def on_page(self) -> Message:
        """The problem, with the button that helps."""
        return Message("%(problem)s %(advice)s", problem=self.problem, advice=self.button)


class NotFoundError(InterclusterError):
    """No entity, question, source or format of that name exists."""

    status = 404


class AmbiguousError(InterclusterError):
    """A name fits several entities equally well; the message lists them."""

    status = 409


class EmptyStoreError(InterclusterError):
    """Nothing has been loaded yet."""

    status = 503


class NotLoadedError(InterclusterError):
    """The question needs facts that no loaded source holds, such as membership lists."""

    status = 409


class StoreError(InterclusterError):
    """The store cannot be opened, read or written."""

    status = 503


class QueryError(InterclusterError):
    """The database refused a query; the message carries it."""


class EngineError(InterclusterError):
    """The engine that was asked for cannot be had, or gave up."""

    status = 503
