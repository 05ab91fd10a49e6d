"""How a device and the server agree on an authorization key: both sides of its six messages.

Floors of the room, from the bottom:

    factor, rsa            the puzzle; the server's RSA key and the padding in use
    rsa_old, lab_key       the padding of before 2021, for attacks; a key that everybody knows
    plain                  messages that are not encrypted
    nonces, inner          the three numbers of a run; what is encrypted under them
    terms                  what is asked for, and what comes out
    proof                  the inner data of the second query, for the server's eyes only
    checks                 what each side looks at before it goes on, one function each
    client, server         the steps of one run, state in and state out
    memory                 a server with many runs, which it remembers for ten minutes

All randomness, the clock and the known keys are arguments. There is no network.
"""
