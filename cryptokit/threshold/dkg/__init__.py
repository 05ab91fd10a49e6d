"""Keys that are made by all holders together, so that nobody ever holds one.

To be read in this order:

1. ``joint``: the short protocol, in which a cheat can steer the public key.
2. ``gjkr``, ``opening``: the longer one, in which it cannot, as long as most parties are honest.
3. ``messages``, ``hidden``: what parties send in the one, and in the other.
4. ``possession``: the proof in ``joint`` that keeps out a party that would cancel the others.
5. ``complaints``, ``gathering``: what both do alike: judge the dealers, and begin and end.

Not here: the channels. Everybody must get the same broadcasts, and private parts must stay private.
"""
