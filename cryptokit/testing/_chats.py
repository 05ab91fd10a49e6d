"""Strategies for conversations: small, and in every script. Reading export files is not tried."""

from typing import Final

from hypothesis import strategies as st

from cryptokit.conversation import Chat, Kind, Message

_NAMES: Final = ("Alice", "Bob", "Ольга", "مريم", "李雷", "Zoë 🎈", "דנה", "O'Neil; --")
_TEXTS: Final = (
    "",
    "hi",
    "مرحبا كيف حالك",
    "שלום \u200fabc\u200f עולם",
    "👩‍👩‍👧‍👦 🏳️‍🌈",
    "e\u0301 is not é",
    "two\nlines\tand a tab",
    "a zero byte \0 inside",
    "[photo]",
)
_LAST_SECOND: Final = (1 << 31) - 1
"""19 January 2038: MTProto counts seconds in the upper half of a signed long."""


@st.composite
def chats(draw: st.DrawFn, *, people: int = 2, most: int = 8) -> Chat:
    """Make chats of 1 to ``most`` messages between so many people; times come in any order.

    Not everybody who takes part writes. More than two people are a group.

    >>> from hypothesis import given
    >>> @given(chat=chats(people=3))
    ... def check(chat):
    ...     assert chat.group and len(chat.participants) == 3
    ...     assert {message.sender for message in chat.messages} <= set(chat.participants)
    >>> check()
    """
    if not 1 <= people <= len(_NAMES):
        raise ValueError(f"1 to {len(_NAMES)} people can chat, not {people}")
    if most < 1:
        raise ValueError("a chat has at least one message")
    names = draw(st.permutations(_NAMES))[:people]
    # Half a character (a lone surrogate) is no text: it has no UTF-8.
    texts = st.sampled_from(_TEXTS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
    drafts = draw(
        st.lists(
            st.tuples(
                st.integers(0, _LAST_SECOND),
                st.sampled_from(names),
                texts,
                st.sampled_from((Kind.TEXT, Kind.TEXT, Kind.PHOTO, Kind.VOICE)),
            ),
            min_size=1,
            max_size=most,
        )
    )
    return Chat(
        name=" and ".join(names),
        format="said",
        messages=tuple(Message(i, *draft) for i, draft in enumerate(drafts, 1)),
        participants=tuple(names),
        group=people > 2,
    )
