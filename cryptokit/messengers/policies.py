"""What operators say they hand over, and what the law makes one hand over: dated and sourced.

Left out: what was handed over in fact. In 2022, with the first of Telegram's rows in force, names,
numbers and addresses of the administrators of channels with pirated lectures were filed in court.

See: Delhi High Court, Neetu Singh v. Telegram FZ LLC, 30 August and 24 November 2022.
"""

from typing import Final

from cryptokit.messengers.messenger import Handover

TELEGRAM: Final = (
    Handover(
        "2018",
        "people whom a court order confirms as terror suspects",
        "IP address and phone number",
        "privacy policy of that time, section 8.3; the founder on 2 October 2024 on its start",
    ),
    Handover(
        "September 2024",
        "people whom a valid order confirms as suspects of any crime against the terms",
        "IP address and phone number, after a legal review",
        "privacy policy as changed on 23 September 2024, section 8.3",
    ),
)
"""For every kind of chat: it is accounts that these rows are about."""
SECRET_CHATS: Final = (
    *TELEGRAM[:1],
    Handover(
        "2022",
        "people in secret chats",
        "nothing on their messages, of which it keeps no logs",
        "the operator's privacy policy, snapshot of 2022-23",
    ),
    *TELEGRAM[1:],
)
LISTED: Final = (
    Handover(
        "July 2016",
        "users of a service in the register, on a written request",
        "as the law demands, what is needed to decode their messages",
        "Federal law 374-FZ of 6 July 2016, art. 10.1 (4.1) of law 149-FZ; FSB order 432 of 19 "
        "July 2016",
    ),
    Handover(
        "July 2018",
        "users of a service in the register",
        "what the law makes it keep: messages for up to six months, records of them for a year",
        "European Court of Human Rights, Podchasov v. Russia, 13 February 2024",
    ),
)
"""Of a service in the register of organisers of information dissemination."""
NOBODY: Final = (
    Handover(
        "November 2026",
        "people of a set-up that nobody runs",
        "no policy: each of the operators would have one of its own, and decide alone",
        "this toolkit, November 2026; the nearest in public is drand's League of Entropy, since "
        "2019, which keeps no messages",
    ),
)
"""Of independent operators: there is no company that could say it for all of them."""
END_TO_END: Final = (
    Handover(
        "2016",
        "an account that a grand jury names",
        "when it was made and when it was last there: no words, which the operator cannot read",
        "what Signal published of an order of the Eastern District of Virginia, 2016; the same two "
        "items again, Central District of California, 2021",
    ),
    Handover(
        "January 2021",
        "people whom a US warrant or a tap of addresses names",
        "who they are, address books, and about every 15 minutes who wrote to whom: no words",
        "FBI sheet on lawful access, 7 January 2021, on WhatsApp; Rolling Stone, November 2021",
    ),
)
"""Of two operators who cannot read, and keep very different records of who writes to whom."""
WHATSAPP: Final = (
    Handover(
        "January 2021",
        "people whom a US subpoena, court order or warrant names",
        "by subpoena who they are, by warrant address books both ways: who has whom; no words",
        "FBI sheet on lawful access, 7 January 2021, on WhatsApp",
    ),
    Handover(
        "January 2021",
        "people whom a US pen register names",
        "about every 15 minutes, source and destination of each message: no words",
        "FBI sheet on lawful access, 7 January 2021; Rolling Stone, November 2021",
    ),
    Handover(
        "April 2023",
        "people whose key somebody swaps in the directory",
        "no words unseen, if they look: every key is in a log that auditors check",
        "WhatsApp's engineers on key transparency, April 2023; Cloudflare, 24 September 2024, on "
        "auditing it",
    ),
)
"""Of one operator who cannot read, and keeps a near account of who writes to whom."""
BACKED_UP: Final = (
    Handover(
        "January 2021",
        "people whose phones leave a backup with a company that has its key as well",
        "the backup and its key, and so the words",
        "FBI sheet on lawful access, 7 January 2021, on iMessage with an iCloud backup",
    ),
)
IN_A_VAULT: Final = (
    Handover(
        "September 2021",
        "people whose backup has its key in a vault that counts guesses",
        "no words: neither the company that stores it nor the one with the vault can open it",
        'WhatsApp, "Security of End-to-End Encrypted Backups", September 2021',
    ),
)
