"""Words for what orders do beside the ladder, and by what they bind whom. Others: ``glossary``."""

from typing import Final

from cryptokit.lab.entry import Entry

_WORDS: Final = (
    Entry(
        "tap",
        "Somebody listens on a line and changes nothing: what passes is copied as it is.",
        "What is encrypted stays so until its key comes, from a phone or from the disk of the "
        "server at the other end; sizes, times and addresses are told all the same. A tap begins "
        "with its order, and what went by before is gone. Where a line is made ready "
        "for the law's taps, somebody else can use them too. Try: cryptokit who-can-read --after "
        "20 --power tap.\n\n"
        "See: Prevelakis and Spinellis, 'The Athens Affair', IEEE Spectrum, July 2007.",
    ),
    Entry(
        "standing order",
        "An order that is in force for a time and brings what comes from then on.",
        "It is for something that is not there yet: a line is listened on, what arrives is copied, "
        "a changed program reports. Nothing from before comes with it, so past and future are two "
        "questions with two answers. Try: cryptokit who-can-read --after 20.\n\n"
        "See: Council of Europe, Convention on Cybercrime (ETS 185), articles 20 and 21, 2001.",
    ),
    Entry(
        "nexus",
        "The tie between a country and whom its order binds: without one the order binds nobody.",
        "It can be the place where a machine stands, the seat of a company, the control that a "
        "company has of another, a person who is there, or a market where a service is offered. "
        "One is enough, and a company often has ties to several countries. The market alone is a "
        "weak one: here it brings metadata, and nothing else.\n\n"
        "See: Svantesson, 'Solving the Internet Jurisdiction Puzzle', 2017.",
    ),
    Entry(
        "intermediary",
        "Somebody who only stands between the others: a carrier, an app store, a hosting firm.",
        "They are easily forgotten in a picture of who can read what. A carrier sees the login "
        "codes, a hosting firm has its hands on the machine, a certificate authority can make a "
        "stranger look like the server. In a world file it is an entity with a role.\n\n"
        "See: Zittrain, 'Internet Points of Control', Boston College Law Review 44, 2003.",
    ),
    Entry(
        "metadata order",
        "An order for what an operator knows of its users: who, with whom, when, from where.",
        "No message is read for it, so encryption of what is said does not stop it; not storing it "
        "does. Many laws ask less of such an order than of one for contents. Try: cryptokit "
        "explain P13, cryptokit demo contact_graph.\n\n"
        "See: Council of Europe, Convention on Cybercrime (ETS 185), articles 18 and 20, 2001.",
    ),
    Entry(
        "insider",
        "Somebody who has access for the daily work, and takes what lies there without any paper.",
        "No court is asked, so no company can object and no gag is needed. What a split over "
        "companies and countries is worth against insiders depends on how many people can open "
        "enough of the parts. Try: cryptokit who-can-read --power insider.\n\n"
        "See: Cappelli, Moore and Trzeciak, 'The CERT Guide to Insider Threats', 2012.",
    ),
    Entry(
        "login code takeover",
        "Somebody else gets the code that a service sends by text message, and signs in with it.",
        "The code passes through a carrier, and whoever commands the carrier gets it. A history "
        "that the service keeps then opens as for its owner; what only the phones keep does not. "
        "The new login is in the list of devices, and a second password stops it. Try: cryptokit "
        "demo takeover, cryptokit explain P11.\n\n"
        "See: NIST, SP 800-63B, section 5.1.3.3, 2017, which restricts codes over the telephone "
        "network.",
    ),
    Entry(
        "joint key",
        "A key that several holders make and use together, and that is never put together.",
        "Each draws a part of its own, and the public key is made from what they publish. To open "
        "something enough of them each do a part of the work, so the key is in no memory at any "
        "time. That stops whoever copies memory or orders one company, and no changed program. "
        "Try: cryptokit demo never_assembled.\n\n"
        "See: Pedersen, 'A Threshold Cryptosystem without a Trusted Party', EUROCRYPT 1991.",
    ),
)  # fmt: skip

ORDERS: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""
