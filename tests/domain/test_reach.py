"""Which numbers of hosts lead to the public internet."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.reach import is_public


@pytest.mark.parametrize(
    "number",
    ["93.184.215.14", "1.1.1.1", "2606:4700:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2a00:1450:4001::200e"],
)
def test_a_public_number_is_public(number: str) -> None:
    assert is_public(number)


@pytest.mark.parametrize(
    "number",
    [
        "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.255.255.254", "169.254.169.254", "172.16.0.1",
        "172.31.255.255", "192.0.0.1", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "203.0.113.1",
        "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "::", "::1", "::10.0.0.1", "::1.1.1.1", "fc00::1", "fd12::1", "fe80::1", "fe80::1%eth0", "fec0::1", "ff02::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "64:ff9b::10.0.0.1", "64:ff9b::127.0.0.1",
        "64:ff9b:1::1.1.1.1", "2002:0a00:0001::1", "2002:0101:0101::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2",
        "2001:db8::1", "100::1", "2606:4700::1%1", "4000::1",
    ],
)  # fmt: skip
def test_what_leads_into_a_network_of_its_own_is_not(number: str) -> None:
    assert not is_public(number)


@pytest.mark.parametrize("text", ["", "localhost", "1.1", "0x7f.0.0.1", "2130706433", "127.1", "1.1.1.1 ", "١.1.1.1"])
def test_what_is_no_number_is_not(text: str) -> None:
    assert not is_public(text)


@given(st.ip_addresses(v=4))
def test_a_number_inside_another_is_judged_as_itself(inner: ipaddress.IPv4Address) -> None:
    for outer in ("::ffff:", "64:ff9b::"):
        assert is_public(f"{outer}{inner}") == is_public(str(inner))


@given(st.ip_addresses())
def test_nothing_that_python_calls_private_is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> None:
    mapped = getattr(address, "ipv4_mapped", None)
    if is_public(str(address)) and not mapped and not str(address).startswith("64:ff9b::"):
        assert address.is_global
        assert not any((address.is_multicast, address.is_loopback, address.is_link_local, address.is_unspecified))
