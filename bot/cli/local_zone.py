"""The time zone of the machine."""

from zoneinfo import ZoneInfo

from tzlocal import get_localzone_name


def local_zone() -> ZoneInfo:
    """The machine's zone; UTC where it has none that IANA knows."""
    try:
        zone = ZoneInfo(get_localzone_name())
    except (LookupError, ValueError, OSError):
        return ZoneInfo("UTC")
    return ZoneInfo("UTC") if zone.key in ("Etc/UTC", "Etc/UCT", "Etc/Universal", "Etc/Zulu") else zone
