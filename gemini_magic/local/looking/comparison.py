"""Whether two pictures are the same, and how much of them differs."""

from typing import Any

_NOTICEABLE = 24  # of 255, in the channel that differs most


def compared(one: Any, other: Any) -> str:
    """A sentence about two upright RGB pictures."""
    from PIL import ImageChops

    if one.size != other.size:
        differs = _share(one.resize((256, 256)), other.resize((256, 256)))
        return (
            f"They have different sizes: {one.width} × {one.height} and {other.width} × "
            f"{other.height} pixels. Scaled to one size, {differs:.1%} of their pixels differ "
            "noticeably."
        )
    difference = ImageChops.difference(one, other)
    box = difference.getbbox()
    if box is None:
        return "They are the same, pixel by pixel."
    left, top, right, bottom = box
    return (
        f"They differ: {_share(one, other):.1%} of the pixels noticeably, within the box from "
        f"({left}, {top}) to ({right}, {bottom}) of {one.width} × {one.height} pixels."
    )


def _share(one: Any, other: Any) -> float:
    from PIL import ImageChops

    red, green, blue = ImageChops.difference(one, other).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    histogram = most.histogram()
    share: float = sum(histogram[_NOTICEABLE:]) / (one.width * one.height)
    return share
