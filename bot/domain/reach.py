"""Which numbers of hosts lead to the public internet, and not into a network that only its owners should reach."""

import ipaddress

_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that has been given out (RFC 4291)
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")  # an IPv4 number in its last four bytes (RFC 6052)
_TUNNELS = (ipaddress.IPv6Network("2001::/32"), ipaddress.IPv6Network("2002::/16"))  # Teredo, 6to4: long out of use
_RELAYS = ipaddress.IPv4Network("192.88.99.0/24")  # of 6to4


def is_public(number: str) -> bool:
    """False also for what is no number of a host. Numbers that hold another one are judged by that."""
    try:
        address = ipaddress.ip_address(number)
    except ValueError:
        return False
    if isinstance(address, ipaddress.IPv4Address):
        return _public4(address)
    if address.ipv4_mapped:
        return _public4(address.ipv4_mapped)
    if address in _NAT64:
        return _public4(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    tunnelled = any(address in tunnel for tunnel in _TUNNELS)
    return not address.scope_id and address in _UNICAST and address.is_global and not tunnelled


def _public4(address: ipaddress.IPv4Address) -> bool:
    """Python calls multicast global, which it may be, and no place of a page."""
    return address.is_global and not address.is_multicast and not address.is_reserved and address not in _RELAYS
