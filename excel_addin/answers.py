"""Which calls need no work: the latest answers, kept under the function and the exact values that it was given.

Excel recalculates every formula of a workbook at once, after a refresh or a full recalculation, though most of the
values that they point at are as they were.
"""

from __future__ import annotations

import marshal
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from typing import Any

Question = tuple[str, bytes]

_BY_VALUE = 2  # the last form of marshal that never writes which objects are one and the same


class Answers:
    """A bounded store of answers: the one that was not asked for the longest goes first.

    Parameters
    ----------
    most : int
        Answers kept.
    most_cells : int
        Cells kept in all of them; an answer with more cells is not kept.
    """

    def __init__(self, most: int = 500, most_cells: int = 100_000) -> None:
        self.most, self.most_cells = most, most_cells
        self._kept: OrderedDict[Question, Any] = OrderedDict()
        self._cells = 0

    def answer(self, function: str, arguments: tuple[Any, ...], compute: Callable[[], Any]) -> Any:
        """Give the kept answer of a function to these arguments, or compute and keep it.

        Parameters
        ----------
        function : str
        arguments : tuple
            Rows of cells, or None. True, 1.0 and "1" are three different values.
        compute : callable
            Gives a value, or a table as a list of rows. What it raises is not kept.

        Returns
        -------
        object
            The caller's own: changing a table changes no later answer.

        Examples
        --------
        >>> answers = Answers()
        >>> answers.answer("SMO_DOUBLE", ([[2.0]],), lambda: 4.0), answers.answer("SMO_DOUBLE", ([[2.0]],), lambda: 0)
        (4.0, 4.0)
        """
        question = function, _digest(arguments)
        if question in self._kept:
            self._kept.move_to_end(question)
            return _copy(self._kept[question])
        answer = compute()
        if _cells(answer) <= self.most_cells:
            self._keep(question, _copy(answer))
        return answer

    def _keep(self, question: Question, answer: Any) -> None:
        self._kept[question] = answer
        self._cells += _cells(answer)
        while len(self._kept) > self.most or self._cells > self.most_cells:
            self._cells -= _cells(self._kept.popitem(last=False)[1])


def _digest(arguments: tuple[Any, ...]) -> bytes:
    try:
        values = marshal.dumps(arguments, _BY_VALUE)
    except ValueError:  # dates and amounts of money
        values = repr(arguments).encode()
    return blake2b(values).digest()


def _copy(answer: Any) -> Any:
    return [list(row) for row in answer] if isinstance(answer, list) else answer


def _cells(answer: Any) -> int:
    return sum(map(len, answer)) if isinstance(answer, list) else 1
