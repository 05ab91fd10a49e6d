"""Keys that are made by all holders together, so that nobody ever holds one.

``joint`` is the short protocol, in which a cheat can steer the public key; ``gjkr`` is the longer
one, in which it cannot.
"""
