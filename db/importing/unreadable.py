"""A cell that cannot be taken for a value of its field."""


class UnreadableValueError(ValueError):
    """`code` is a stable ASCII word (date_invalid, choice_unknown, number_invalid, ...), `message` a Chinese
    clause.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
