"""How many shares, and how many of them suffice: the rule that every sharing here keeps."""


def require_plan(threshold: int, shares: int, *, most: int) -> None:
    """Refuse a threshold that hides nothing, or that the shares can not reach. Raises ValueError.

    >>> require_plan(1, 3, most=255)
    Traceback (most recent call last):
    ValueError: with a threshold of 1 every share is the secret: that is no sharing
    >>> require_plan(4, 3, most=255)
    Traceback (most recent call last):
    ValueError: 2 <= threshold <= shares <= 255 is needed, not 4 of 3
    """
    if threshold == 1:
        raise ValueError("with a threshold of 1 every share is the secret: that is no sharing")
    if not 2 <= threshold <= shares <= most:
        limits = f"2 <= threshold <= shares <= {most}"
        raise ValueError(f"{limits} is needed, not {threshold} of {shares}")
