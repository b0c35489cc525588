"""Row by row, how alike two columns are."""

from __future__ import annotations

from typing import Any, Unpack

import numpy as np
import pandas as pd

from .embed import Data, Options, embed
from .nearest import cosines

__all__ = ["similarity"]


def similarity(data: Data, left: Any, right: Any, **options: Unpack[Options]) -> pd.Series[Any]:
    """Row by row, how alike two columns are: a cosine, 1 for the same, missing where one is.

    `right` may also be one text, which every row is compared with.
    """
    ours = embed(data, left, **options)
    if isinstance(data, pd.DataFrame) and _is_column(data, right):
        theirs = embed(data, right, **options).matrix
    else:
        theirs = np.repeat(embed([right], **options).matrix, len(ours), axis=0)
    return pd.Series(cosines(ours.matrix, theirs), index=ours.index, name="similarity")


def _is_column(data: pd.DataFrame, name: Any) -> bool:
    try:
        return name in data.columns
    except TypeError:  # a picture, say, is no name
        return False
