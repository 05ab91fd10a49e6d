"""Telegram's protocol: cloud chats, that the server reads, and secret chats, that it only carries.

Floors of the room, from the bottom:

    schema, tl, objects    constructor ids; numbers, strings, vectors; objects by their lines
    envelope, dh           one encrypted packet; one agreed key
    cloud, session         messages between a device and the server
    decrypted, actions     what two devices say to each other
    secret, invitation     a secret chat, and how it starts
    layers, gaps, rekey, timers        which schema, what is missing, another key, what vanishes
    device, outbox, inbox, effects     a phone's state, and what changes it
    phone, phone_bytes     one side of a secret chat, whole; and as it lies on the disk
    files, picture         a file, and the picture of a key
    auth                   how a device and the server agree on a key
    clock, salts, events, service, containers, gzipped, quick_ack, calls
                           what keeps a session going
    envelope1, binding     the envelope of 2013, which binds a temporary key and nothing else
    login                  codes and passwords
    transports, line       bytes on a wire; a client and a server that talk
"""
