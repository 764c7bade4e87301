"""A virtual authenticator in Chromium (DevTools protocol, domain WebAuthn), one that computes (PRF) or does not."""

from playwright.sync_api import CDPSession, Page


class VirtualKey:
    """An authenticator that verifies its user without asking anybody."""

    def __init__(self, page: Page, *, computes: bool) -> None:
        self._session: CDPSession = page.context.new_cdp_session(page)
        self._session.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "ctap2Version": "ctap2_1",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
            "hasPrf": computes,
        }
        self._id = self._session.send("WebAuthn.addVirtualAuthenticator", {"options": options})["authenticatorId"]

    def credentials(self) -> list[dict[str, object]]:
        """What it holds, its private keys included."""
        found: list[dict[str, object]] = self._send("getCredentials")["credentials"]
        return found

    def verify_user(self, is_verified: bool) -> None:  # noqa: FBT001 - as the protocol has it
        self._send("setUserVerified", isUserVerified=is_verified)

    def _send(self, method: str, **more: object) -> dict[str, list[dict[str, object]]]:
        answer: dict[str, list[dict[str, object]]] = self._session.send(
            f"WebAuthn.{method}", {"authenticatorId": self._id, **more}
        )
        return answer
