"""Signing in: the code by SMS or app, and the second password. How keys are agreed is not here.

Floors of the room, from the bottom:

    password, limits     what is stored of a password; how often one may try
    srp, codes           proving a password without sending it; login codes
    account              what the server keeps of a person
    signing_in           the way in, step by step
"""
