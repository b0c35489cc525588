"""Webhooks: `address` (loopback only), `signing`, the `registry` of them, and `delivery`."""
