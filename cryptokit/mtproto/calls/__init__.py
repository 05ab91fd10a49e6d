"""Calls and their answers over a session that loses, repeats and reorders packets. No network here.

Floors of the room, from the bottom:

    notices, register    why a message is ignored, and what the server remembers to tell
    outbox, packing      what is on its way out until the other side has it, and one packet of it
    courtesy             what either side answers to service messages
    answerer             the server's end
    caller, recovery, hearing    the device's end: it asks, gets over refusals, and hears
"""
