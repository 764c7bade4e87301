"""Makes a Flask application that starts from nothing: no session, no cookie, no log of requests, no default answer."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask, Request, g, request
from flask.sessions import SessionInterface, SessionMixin
from flask_babel import Babel, get_translations
from jinja2 import ChoiceLoader, FileSystemLoader, StrictUndefined

from wbs.config import WebConfig
from wbs.web.answers import Incidents, install_answers
from wbs.web.catalogues import FOLDER, SHARED_DOMAIN, require_compiled
from wbs.web.headers import HeaderPolicy, install_headers
from wbs.web.language import Language, bare_path, language_of, long_day, short_day
from wbs.web.origin import refuse_foreign_posts

_SHARED_TEMPLATES = Path(__file__).parent / "templates"


@dataclass(frozen=True, slots=True)
class Application:
    """What sets one application apart."""

    package: str
    """Its import name, such as `wbs.portal`; templates lie in its folder `templates`."""
    domain: str
    """Its message catalogue."""
    headers: HeaderPolicy


class _NoSession(SessionInterface):
    """Flask's cookie session, switched off: touching it raises."""

    def open_session(self, app: Flask, request: Request) -> SessionMixin | None:  # noqa: ARG002 - Flask's signature
        return None


class QuietFlask(Flask):
    """Flask that logs no request, parses no form by itself and sets no cookie."""

    session_interface = _NoSession()

    def log_exception(self, exc_info: object, *_: object) -> None:
        """Say nothing: `Incidents` has said what may be said."""


def create_base_app(application: Application, config: WebConfig) -> tuple[QuietFlask, Incidents]:
    """Make an application with headers, languages, error answers and the check of where posts come from.

    Views are registered by the caller, under both languages if they are pages.

    Raises:
        ConfigError: translations are not compiled.
    """
    require_compiled(SHARED_DOMAIN, application.domain)
    app = QuietFlask(application.package, static_folder=None)
    app.config.update(
        TRUSTED_HOSTS=list(config.hosts),
        PROPAGATE_EXCEPTIONS=False,
        PROVIDE_AUTOMATIC_OPTIONS=False,
        TRAP_HTTP_EXCEPTIONS=False,
        BABEL_DEFAULT_LOCALE=Language.ENGLISH.value,
        BABEL_TRANSLATION_DIRECTORIES=f"{FOLDER};{FOLDER}",
        BABEL_DOMAIN=f"{SHARED_DOMAIN};{application.domain}",
    )
    app.url_map.strict_slashes = False
    app.url_map.merge_slashes = False
    _prepare_templates(app)
    Babel(app, locale_selector=lambda: language_of(request.path).value)
    _look_up_translations_once(app)
    install_headers(app, config, application.headers)
    app.before_request(refuse_foreign_posts)
    incidents = Incidents(application.package)
    install_answers(app, incidents)
    return app, incidents


def _prepare_templates(app: Flask) -> None:
    own = Path(app.root_path) / "templates"
    app.jinja_loader = ChoiceLoader([FileSystemLoader(own), FileSystemLoader(_SHARED_TEMPLATES)])
    environment = app.jinja_env
    environment.undefined = StrictUndefined
    environment.trim_blocks = True
    environment.lstrip_blocks = True
    environment.auto_reload = False
    environment.policies["ext.i18n.trimmed"] = True
    environment.filters["long_day"] = long_day
    environment.filters["short_day"] = short_day
    app.context_processor(_page_context)


def _look_up_translations_once(app: Flask) -> None:
    """Let a template ask for its language once, not at each of its hundred texts."""

    def translations() -> Any:
        found = g.get("translations")
        if found is None:
            found = g.translations = get_translations()
        return found

    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]  # the i18n extension adds it
        gettext=lambda text: translations().ugettext(text),
        ngettext=lambda one, several, count: translations().ungettext(one, several, count),
        newstyle=True,
    )


def _page_context() -> dict[str, object]:
    language = language_of(request.path)
    return {
        "lang": language,
        "href": language.href,
        # The rule, not the path: an error page must not repeat what was asked for.
        "here": bare_path(request.url_rule.rule) if request.url_rule else "/",
    }
