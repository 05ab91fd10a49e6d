"""Which of several chats is meant. They are read next door."""

from collections.abc import Sequence

from cryptokit.conversation.chat import Chat
from cryptokit.errors import Unknown


def place_of(chats: Sequence[Chat], name: str | None, shown: Sequence[Chat] = ()) -> int:
    """Find the chat of a name, or of no name the one with most messages; give its place from 0.

    ``shown`` are the same chats by the names under which somebody may know them. Of several chats
    that fit, the longest is meant, and the first of equals. Raises Unknown for a name that none
    has, with those that there are.

    >>> from cryptokit.conversation.spoken import say
    >>> chats = [say(["Ann: hi"]), say(["Ann: hi", "Cy: hello"])]
    >>> place_of(chats, None), place_of(chats, "Ann and Bob")
    (1, 0)
    """
    by_name = [at for at, chat in enumerate(chats) if name in (None, chat.name)]
    places = by_name or [at for at, chat in enumerate(shown) if chat.name == name]
    if not places:
        raise Unknown("chat", str(name), known={chat.name for chat in shown or chats})
    return max(places, key=lambda at: len(chats[at].messages))
