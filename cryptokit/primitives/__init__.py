"""Only what no library offers: AES-IGE, and the field GF(2^8)."""
