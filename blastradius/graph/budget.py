"""How much work a search may do: counted in steps and never in seconds, so that every machine stops at the same one."""


class ExhaustedError(Exception):
    """The steps are used up."""


class Budget:
    """A number of steps."""

    def __init__(self, steps: int) -> None:
        self._left = steps

    def spend(self, steps: int) -> None:
        """Use some.

        Raises:
            ExhaustedError: there were not that many left.
        """
        self._left -= steps
        if self._left < 0:
            raise ExhaustedError
