"""The protocol under Signal and WhatsApp, byte for byte: how two phones agree and then talk.

Floors of the room, from the bottom:

    varint, schema, protobuf    messages of numbered fields
    curve, xeddsa               X25519 keys with their type byte; signatures by the same keys
    prekeys, directory          what a phone keeps for others; the server that hands it out
    chains, kept                keys that turn with each message; those of missing messages
    x3dh                        the first key, with somebody who is off
    ratchet, passed, header_encryption    the Double Ratchet as specified
    messages, base_key          the two messages between phones; one spelling for a base key
    shipped, session            the ratchet as the apps run it; one agreement of two phones
    peers, sessions             another device; all devices of all people
    codecs, state_bytes         all that as it lies on a phone's disk

Beside them, each on protobuf and curve:

    safety_number, whatsapp_code      is it the right key?
    group_messages, sender_keys, sender_key_bytes      groups
    certificates, sealed_content, sealed_sender, sealed_for_many, sealed_delivery, access_key
                                      messages that do not say who sent them
    devices, device_list              linked devices
    media, franking                   files; reporting a message
    transparency                      a public log of everybody's keys
"""
