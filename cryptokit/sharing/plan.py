"""What is shared, in how many shares, and how many suffice: rules that every sharing here keeps."""

from cryptokit.keys import Secret


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


def require_secret(secret: object) -> None:
    """Refuse what is no bytes with TypeError, and an empty string of them with ValueError.

    >>> require_secret("hi")
    Traceback (most recent call last):
    TypeError: split takes bytes, not str: encode a text first
    >>> from cryptokit.keys import DataKey
    >>> require_secret(DataKey(bytes(32)))
    Traceback (most recent call last):
    TypeError: split takes bytes, not DataKey: reveal() gives them
    """
    if isinstance(secret, Secret):
        raise TypeError(f"split takes bytes, not {type(secret).__name__}: reveal() gives them")
    if not isinstance(secret, bytes):
        raise TypeError(f"split takes bytes, not {type(secret).__name__}: encode a text first")
    if not secret:
        raise ValueError("an empty secret has nothing to share")
