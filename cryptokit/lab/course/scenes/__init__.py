"""What lessons play and no room below has: small worlds, packets, designs of one's own."""
