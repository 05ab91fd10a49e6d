"""The explorer: a map of countries, powers, orders as switches; what can be read, and why.

    subjects    what there is to explore        states      all that the switches can be set to
    scenery     the map in words                telling     what the engine says, for every state
    names       plain names beside short ones   legend      what the words mean
    phrases     the answer in a sentence        steps       why it is so, and what is missing
    examples    what to press first
    data        all of it as plain values: schema.json says in which form; pool keeps it small
    page        one page that opens from a file; bundle joins static/*.js for it
    widget      the same in a notebook; twin says it in words

No answer is worked out in the page: it looks them up, and tests hold each to the engine.
"""

from cryptokit.lab.explorer.data import data, explored
from cryptokit.lab.explorer.page import page
from cryptokit.lab.explorer.subjects import Subject, subject, subjects

__all__ = ["Subject", "data", "explored", "page", "subject", "subjects"]
