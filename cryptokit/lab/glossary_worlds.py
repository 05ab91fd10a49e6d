"""Words of the course for worlds and for finding k_eff. Ties are in ``glossary_orders``."""

from typing import Final

from cryptokit.lab.entry import Entry

_WORDS: Final = (
    Entry(
        "world",
        "Who owns what where: companies with seats and owners, machines with places, and rules.",
        "It is a file in JSON or TOML, or a record in Python. Answers about orders are computed "
        "from it; law is flattened into powers that are there or not. Try: cryptokit world FILE, "
        "cryptokit lesson 06.\n\n"
        "See: Svantesson, 'Solving the Internet Jurisdiction Puzzle', 2017.",
    ),
    Entry(
        "ledger",
        "The table of a run: who holds what afterwards, whose machine it is, in which country.",
        "It is computed from what each party was sent, made or could open, and not from what "
        "somebody says. Try: cryptokit lesson 00.\n\n"
        "See: Fagin et al., 'Reasoning About Knowledge', 1995.",
    ),
    Entry(
        "seat",
        "The country in which a company is registered: its courts can order it, machines or none.",
        "In a world it is called inc, for incorporated. The place of a machine is another tie, and "
        "where a company is sold, nothing moves and the tie changes. Try: cryptokit lesson 06, "
        "cryptokit demo merge_companies.\n\n"
        "See: Svantesson, 'Solving the Internet Jurisdiction Puzzle', 2017.",
    ),
    Entry(
        "group",
        "Companies with one owner: a court that reaches one can have it fetch from another.",
        "Parents, daughters and sisters all count, from rung L5 on. Parts of a key that are split "
        "over companies of one group have one owner, and then one country is enough. Try: "
        "cryptokit lesson 06, cryptokit explain control.\n\n"
        "See: 18 U.S.C. 2713 (CLOUD Act), 2018.",
    ),
    Entry(
        "market",
        "A country where a service is offered: a tie without a machine, a seat or a person.",
        "It is a weak one. Here it brings metadata and accounts, and no words. Try: cryptokit "
        "lesson 06, cryptokit explain nexus.\n\n"
        "See: Svantesson, 'Solving the Internet Jurisdiction Puzzle', 2017.",
    ),
    Entry(
        "court order",
        "A court tells somebody to hand over what they have, or to do something, under its law.",
        "It binds by a tie, and brings what the rung allows. In the lessons courts say yes at "
        "once, unless delays and refusals are printed. Try: cryptokit lesson 01, cryptokit demo "
        "court_orders.\n\n"
        "See: Council of Europe, Convention on Cybercrime (ETS 185), article 18, 2001.",
    ),
    Entry(
        "coalition",
        "Some countries whose courts all serve orders; a smallest one has no member to spare.",
        "k_eff counts the members of the smallest coalition that reads. There can be several, and "
        "each is a door. Try: cryptokit lesson 07, cryptokit explain 'coalition lattice'.\n\n"
        "See: Vesely et al., 'Fault Tree Handbook', NUREG-0492, 1981.",
    ),
    Entry(
        "rule",
        "What follows from what: any k of these facts give that one.",
        "'kek from 3 of s1, s2, s3' is a split key, and 'past from 2 of ct, kek' is opening what "
        "lies on the disk. Try: cryptokit lesson 07.\n\n"
        "See: Ito, Saito and Nishizeki, 'Secret Sharing Scheme Realizing General Access "
        "Structure', 1987.",
    ),
    Entry(
        "least fixed point",
        "All facts that follow: apply the rules on and on, until nothing new comes.",
        "The order in which rules are tried does not matter, and it always ends. That is all the "
        "engine does with what orders bring. Try: cryptokit lesson 07.\n\n"
        "See: Tarski, 'A lattice-theoretical fixpoint theorem and its applications', 1955.",
    ),
    Entry(
        "comity",
        "A court or an office helps another country's as a favour, where no treaty says it must.",
        "It can be refused, and takes the time it takes. Try: cryptokit lesson 06, cryptokit "
        "explain treaty.\n\n"
        "See: Supreme Court of the United States, Hilton v. Guyot, 159 U.S. 113, 1895.",
    ),
    Entry(
        "CLOUD Act",
        "The law of 2018 by which a provider in the United States must hand over what it controls.",
        "What counts is possession, custody or control, wherever the data lies. It came while the "
        "case Microsoft Ireland, about mail on a server in Dublin, was before the Supreme Court, "
        "which then dropped it. Try: cryptokit lesson 06.\n\n"
        "See: 18 U.S.C. 2713, 2018; United States v. Microsoft Corp., 584 U.S. ___, 17 April 2018.",
    ),
)  # fmt: skip

WORLDS: Final = {entry.term: entry for entry in _WORDS}
"""Entries under their terms."""

ALIASES: Final = {
    "incorporated": "seat",
    "inc": "seat",
    "owner": "group",
    "order": "court order",
    "cut set": "coalition",
    "minimal coalition": "coalition",
    "lattice": "coalition lattice",
    "effective threshold": "k_eff",
    "Microsoft Ireland": "CLOUD Act",
    "mutual legal assistance": "treaty",
    "MLAT": "treaty",
    "escrow key": "escrow",
    "ct": "fact",
    "kek": "fact",
    "past": "goal",
    "future": "goal",
    "ladder": "rung",
    "jurisdiction": "nexus",
}
"""Other names that the lessons use, and the term that explains them."""
