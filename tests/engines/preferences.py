"""Preferences of Firefox: nothing goes outside, and Tor Browser's security levels as its source sets them.

Tor Browser itself is in no package registry. Its levels are preferences of Firefox ESR, set in its
SecurityLevel.sys.mjs, and NoScript's; NoScript's part is stood for by Firefox's own switches.
"""

import json
from collections.abc import Mapping

Preferences = Mapping[str, bool | int | str]

INSIDE: Preferences = {
    "app.normandy.enabled": False,
    "app.shield.optoutstudies.enabled": False,
    "app.update.disabledForTesting": True,
    "browser.contentblocking.category": "custom",
    "browser.discovery.enabled": False,
    "browser.download.always_ask_before_handling_new_types": False,
    "browser.newtabpage.enabled": False,
    "browser.newtabpage.activity-stream.feeds.section.topstories": False,
    "browser.newtabpage.activity-stream.feeds.topsites": False,
    "browser.region.network.url": "",
    "browser.region.update.enabled": False,
    "browser.safebrowsing.blockedURIs.enabled": False,
    "browser.safebrowsing.downloads.enabled": False,
    "browser.safebrowsing.malware.enabled": False,
    "browser.safebrowsing.passwords.enabled": False,
    "browser.safebrowsing.phishing.enabled": False,
    "browser.search.suggest.enabled": False,
    "browser.search.update": False,
    "browser.sessionstore.interval": 1_000,  # of what it writes to the disk of open tabs; else tests would wait
    "browser.sessionstore.interval.idle": 1_000,
    "browser.shell.checkDefaultBrowser": False,
    "browser.startup.homepage": "about:blank",
    "browser.startup.homepage_override.mstone": "ignore",
    "browser.startup.page": 0,
    "browser.topsites.contile.enabled": False,
    "browser.urlbar.speculativeConnect.enabled": False,
    "captivedetect.canonicalURL": "",
    "datareporting.healthreport.uploadEnabled": False,
    "datareporting.policy.dataSubmissionEnabled": False,
    "dom.push.connection.enabled": False,
    "extensions.blocklist.enabled": False,
    "extensions.getAddons.cache.enabled": False,
    "extensions.systemAddon.update.enabled": False,
    "extensions.update.enabled": False,
    "geo.enabled": False,
    "identity.fxaccounts.enabled": False,
    "media.gmp-manager.updateEnabled": False,
    "media.gmp-provider.enabled": False,
    "media.peerconnection.enabled": False,
    "messaging-system.rsexperimentloader.enabled": False,
    "network.captive-portal-service.enabled": False,
    "network.connectivity-service.enabled": False,
    "network.dns.disablePrefetch": True,
    "network.dns.disablePrefetchFromHTTPS": True,
    "network.dns.native_https_query": False,
    "network.http.http3.enable": False,
    "network.http.speculative-parallel-limit": 0,
    "network.predictor.enabled": False,
    "network.prefetch-next": False,
    "network.trr.mode": 5,
    "pdfjs.disabled": True,
    "remote.events.async.mouse.enabled": False,  # else clicks go where things were before the page scrolled
    "security.OCSP.enabled": 0,
    "services.settings.server": "data:,#remote-settings-dummy/v1",  # obeyed only with what process.py puts beside it
    "signon.rememberSignons": False,
    "toolkit.telemetry.enabled": False,
    "toolkit.telemetry.server": "",
    "toolkit.telemetry.unified": False,
}

TOR: Preferences = {
    "browser.privatebrowsing.autostart": True,
    "dom.securecontext.allowlist_onions": True,
    "javascript.options.jit_trustedprincipals": False,
    "privacy.firstparty.isolate": True,
    "privacy.resistFingerprinting": True,
}

SAFER: Preferences = {
    **TOR,
    "gfx.font_rendering.graphite.enabled": False,
    "gfx.font_rendering.opentype_svg.enabled": False,
    "javascript.options.asmjs": False,
    "javascript.options.baselinejit": False,
    "javascript.options.ion": False,
    "javascript.options.native_regexp": False,
    "javascript.options.wasm": False,
    "mathml.disabled": True,
}

SAFEST: Preferences = {
    **SAFER,
    "gfx.downloadable_fonts.enabled": False,
    "javascript.enabled": False,
    "svg.disabled": True,
}


def through(port: int) -> Preferences:
    """Give preferences that send everything but the loopback to a port of it."""
    proxies: dict[str, bool | int | str] = {}
    for kind in ("http", "ssl"):
        proxies |= {f"network.proxy.{kind}": "127.0.0.1", f"network.proxy.{kind}_port": port}
    return {
        **proxies,
        "network.proxy.allow_hijacking_localhost": False,
        "network.proxy.failover_direct": False,
        "network.proxy.no_proxies_on": "localhost, 127.0.0.1, [::1]",
        "network.proxy.type": 1,
    }


def through_socks(port: int) -> Preferences:
    """Give preferences that send everything, names included, to a SOCKS port of the loopback, such as tor's."""
    return {
        "network.dns.blockDotOnion": False,
        "network.proxy.allow_hijacking_localhost": False,
        "network.proxy.failover_direct": False,
        "network.proxy.no_proxies_on": "localhost, 127.0.0.1, [::1]",
        "network.proxy.socks": "127.0.0.1",
        "network.proxy.socks_port": port,
        "network.proxy.socks_remote_dns": True,
        "network.proxy.socks_version": 5,
        "network.proxy.type": 1,
    }


def user_js(preferences: Preferences) -> str:
    """Write preferences as Firefox reads them."""
    lines = [f"user_pref({json.dumps(name)}, {json.dumps(value)});" for name, value in sorted(preferences.items())]
    return "\n".join(lines) + "\n"
